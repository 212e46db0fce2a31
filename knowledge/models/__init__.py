from knowledge.models.article import Article
from knowledge.models.audience import AudienceCondition
from knowledge.models.embedding_space import EmbeddingSpace
from knowledge.models.file import ArticleFile
from knowledge.models.importing import Import, ImportItem
from knowledge.models.passage import Passage
from knowledge.models.reading import PassageReading
from knowledge.models.review import Review, ReviewComment
from knowledge.models.schedule import ScheduledChange
from knowledge.models.settings import ContentSettings
from knowledge.models.version import Version
from knowledge.models.vote import HelpVote

__all__ = [
    "Article",
    "ArticleFile",
    "AudienceCondition",
    "ContentSettings",
    "EmbeddingSpace",
    "HelpVote",
    "Import",
    "ImportItem",
    "Passage",
    "PassageReading",
    "Review",
    "ReviewComment",
    "ScheduledChange",
    "Version",
]
