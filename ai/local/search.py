"""A small search in memory over labelled articles: what calibration retrieves with.

The hub's own retrieval works in PostgreSQL and belongs to a higher app. Evidence only uses the ranks of
a search, never its scores, so that what is learned here holds there.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai.embeddings import minilm
from ai.local.words import content_words, count_words
from ai.types import Source

RETRIEVED = 8
PASSAGE_WORDS = 180
SECTION = re.compile(r"^#{1,6}\s+(.+)$", re.M)
# BM25 (Robertson and Zaragoza 2009) with its usual constants.
K1, B = 1.2, 0.75
# Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009).
FUSION_OFFSET = 60


def to_passages(articles: Sequence[Mapping[str, Any]]) -> list[Source]:
    """Articles ({"id", "title", "body" or "examples"}) cut at their headings."""
    passages: list[Source] = []
    for number, article in enumerate(articles):
        body = article.get("body") or "\n\n".join(article.get("examples", ()))
        for heading, text in _sections(body):
            passages.append(
                Source(
                    passage_id=len(passages),
                    article_id=number,
                    title=article["title"],
                    heading=heading,
                    text=text,
                )
            )
    return passages


def _sections(body: str) -> list[tuple[str, str]]:
    pieces = SECTION.split(body)
    pairs = [("", pieces[0]), *zip(pieces[1::2], pieces[2::2], strict=True)]
    return [(heading.strip(), part) for heading, text in pairs for part in _cut(text) if part.strip()]


def _cut(text: str) -> list[str]:
    """Whole paragraphs, up to about 180 words each time."""
    parts = [""]
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if parts[-1] and len((parts[-1] + paragraph).split()) > PASSAGE_WORDS:
            parts.append("")
        parts[-1] += ("\n\n" if parts[-1] else "") + paragraph
    return parts


class Search:
    """BM25 and vectors over passages, fused by reciprocal rank."""

    def __init__(self, passages: Sequence[Source]) -> None:
        self.passages = list(passages)
        texts = [f"{passage.title}\n{passage.heading}\n{passage.text}" for passage in passages]
        self.vectors = minilm.load().embed(texts)
        self.terms = [count_words(text) for text in texts]
        self.lengths = np.array([sum(terms.values()) for terms in self.terms], dtype=np.float32)
        self.holders = Counter(word for terms in self.terms for word in terms)

    def find(self, question: str, *, without: frozenset[int] = frozenset()) -> tuple[Source, ...]:
        """The best passages, as if those numbered in `without` were not there."""
        allowed = np.array([passage.passage_id not in without for passage in self.passages])
        vector = np.where(allowed, self.vectors @ minilm.embed_one(question), 0.0)
        lexical = np.where(allowed, self._bm25(content_words(question)), 0.0)
        fused: defaultdict[int, float] = defaultdict(float)
        for scores in (vector, lexical):
            for rank, index in enumerate(np.argsort(-scores)[: RETRIEVED * 2].tolist()):
                if allowed[index] and scores[index] > 0:
                    fused[index] += 1 / (FUSION_OFFSET + rank)
        return tuple(
            self.passages[index].model_copy(
                update={
                    "score": score,
                    "vector": float(vector[index]),
                    "lexical": float(lexical[index]) if lexical[index] > 0 else None,
                }
            )
            for index, score in sorted(fused.items(), key=itemgetter(1), reverse=True)[:RETRIEVED]
        )

    def _bm25(self, words: Sequence[str]) -> NDArray[np.float32]:
        scores = np.zeros(len(self.passages), dtype=np.float32)
        norm = K1 * (1 - B + B * self.lengths / max(float(self.lengths.mean()), 1.0))
        for word in words:
            holders = self.holders[word]
            idf = math.log(1 + (len(self.passages) - holders + 0.5) / (holders + 0.5))
            counts = np.array([terms[word] for terms in self.terms], dtype=np.float32)
            scores += idf * counts * (K1 + 1) / (counts + norm)
        return scores
