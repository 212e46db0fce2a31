from knowledge.models.article import Article
from knowledge.models.audience import AudienceCondition
from knowledge.models.passage import Passage
from knowledge.models.version import Version

__all__ = ["Article", "AudienceCondition", "Passage", "Version"]
