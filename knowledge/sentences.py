"""What a passage says, sentence by sentence, as vectors.

One vector of 180 words blurs them. The nearest sentence says whether a question is meant here, and the middle
of all sentences what they have in common, whatever marks and headings stand around them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from accounts.models import Tenant
from ai.embeddings import embed_texts
from ai.local.units import split_units

# A passage of 180 words has some ten; a long list or table has more lines than it has things to say.
SENTENCES_AT_MOST = 16

_LINE_MARK = re.compile(r"(?m)^[ \t]*(?:[-*+]|\d{1,3}[.)]|#{1,6}|>)[ \t]+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")


def sentences_of(title: str, text: str) -> list[str]:
    """The title, then the sentences and the items of lists, without marks."""
    said = (probe for unit in split_units(text) for probe in unit.probes)
    return [title, *islice(said, SENTENCES_AT_MOST)]


def unmarked(text: str) -> str:
    """Markdown without its marks, line by line: bullets and stars shift a vector and mean nothing."""
    text = _LINK.sub(r"\1", _LINE_MARK.sub("", text))
    return text.replace("**", "").replace("`", "")


def embed_sentences(
    texts: Sequence[tuple[str, str]], *, model: str = "", charged_to: Tenant | None = None
) -> list[NDArray[np.float32]]:
    """For each passage, given as its title and text, the vectors of its sentences, by the model that is set
    or another. Raises ai.errors.ProviderError."""
    said = [sentences_of(title, text) for title, text in texts]
    # The title is in each, and overlaps repeat sentences: every text is embedded once.
    sentences = list(dict.fromkeys(sentence for each in said for sentence in each))
    places = {sentence: place for place, sentence in enumerate(sentences)}
    vectors = embed_texts(sentences, model=model, charged_to=charged_to)
    return [vectors[[places[sentence] for sentence in each]] for each in said]
