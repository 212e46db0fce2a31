"""Training the model further on labelled messages. Needs jax, which only the development lock has."""

from ai.local.tuned.labelled import FOLDER, BadExamples
from ai.local.tuned.training.example import Example
from ai.local.tuned.training.examples import examples
from ai.local.tuned.training.tuning import tune

__all__ = ["FOLDER", "BadExamples", "Example", "examples", "tune"]
