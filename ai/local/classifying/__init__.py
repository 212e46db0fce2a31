"""Which of a set of labels a text has, or none of them: learned from texts with labels."""

from ai.local.classifying.classifier import NONE, Classifier, Prediction
from ai.local.classifying.training import train

__all__ = ["NONE", "Classifier", "Prediction", "train"]
