"""A text and what stands around it, as the model reads them: `[CLS] text [SEP] around [SEP]`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

TEXT_TOKENS = 96
TOKENS = 128


@dataclass(frozen=True)
class Tokens:
    """`type_ids` are 0 for the text and 1 for what stands around it."""

    ids: Sequence[int]
    type_ids: Sequence[int]

    def __len__(self) -> int:
        return len(self.ids)


def tokens_of(tokenizer: Tokenizer, text: str, around: str = "") -> Tokens:
    """A long text loses its end. What stands around gives way to it, and loses its beginning and its end."""
    ids = _cut_end(tokenizer.encode(text).ids, TEXT_TOKENS)
    if not around:
        return Tokens(ids, [0] * len(ids))
    more = tokenizer.encode(around).ids[1:]
    excess = len(ids) + len(more) - TOKENS
    if excess > 0:
        first = excess // 2
        more = [*more[first : first + TOKENS - len(ids) - 1], more[-1]]
    return Tokens([*ids, *more], [0] * len(ids) + [1] * len(more))


def _cut_end(ids: list[int], at_most: int) -> list[int]:
    """The last token is the mark that ends the text."""
    return ids if len(ids) <= at_most else [*ids[: at_most - 1], ids[-1]]
