from __future__ import annotations


def storable(text: str) -> str:
    """The text without what PostgreSQL and UTF-8 have no place for: NUL, and halves of a surrogate pair.

    JSON can say both, and a browser that cuts an emoji in two sends such a half.
    """
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
