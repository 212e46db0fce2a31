"""Articles that may help where no answer is sure."""

from ai.types.base import Confidence, Frozen


class Piece(Frozen):
    """A run of an excerpt's characters; marked where it is one of the question's words."""

    text: str
    is_marked: bool = False


class NearArticle(Frozen):
    """An article with the passage that came nearest, and what of it to show."""

    article_id: int
    passage_id: int
    title: str
    heading: str
    excerpt: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.excerpt)


class Nearest(Frozen):
    """The nearest articles, best first. `chance` is how likely it is that one of them answers the question;
    from `threshold` on they are worth showing."""

    articles: tuple[NearArticle, ...]
    chance: Confidence
    threshold: float
    evidence: dict[str, float]
