"""What a message to support means, by the embedding model trained further on such messages (decision 16)."""

from ai.local.tuned.context import around_message, told_before
from ai.local.tuned.heads import LABELS, Head
from ai.local.tuned.reader import Judged, chance, judge

__all__ = ["LABELS", "Head", "Judged", "around_message", "chance", "judge", "told_before"]
