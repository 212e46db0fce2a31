"""What the confidence is fitted to."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Example:
    """Evidence of one question; `is_right`: the strongest passage is of an article that answers it.

    `is_near_miss`: the same question, asked of a knowledge base that lacks the articles that answer it.
    `nearness` and `has_right` are the same of the nearest articles together.
    """

    query: str
    group: str
    evidence: dict[str, float]
    nearness: dict[str, float]
    is_answerable: bool
    is_right: bool
    has_right: bool
    is_near_miss: bool

    @property
    def as_offer(self) -> "Example":
        """The example of showing the nearest articles in place of an answer."""
        return replace(self, evidence=self.nearness, is_right=self.has_right)
