"""How bad it is: by examples, and by what people say when it is worse or better than it sounds."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from ai.embeddings import minilm
from ai.local.classifying import Classifier, train
from ai.local.triage.categories import CORRECTION
from ai.local.triage.examples import examples, vectors_of
from ai.types import SEVERITIES, CorrectedTicket, Severity, TicketToTriage

with Path(__file__).with_name("cues.toml").open("rb") as file:
    TOLD = tomllib.load(file)
CUES = tuple((re.compile(cue["pattern"], re.IGNORECASE), float(cue["levels"])) for cue in TOLD["cues"])
KEYWORDS: dict[str, str] = TOLD["keywords"]


def severity_of(request: TicketToTriage) -> Severity:
    classifier = _classifier(tuple(one for one in request.corrected if one.severity))
    vector = minilm.embed_one(request.text)
    shares = classifier.predict_vectors(vector[None], [request.text])[0].shares
    level = sum(SEVERITIES.index(name) * share for name, share in _levels(shares))
    level += sum(levels for pattern, levels in CUES if pattern.search(request.text))
    return SEVERITIES[min(len(SEVERITIES) - 1, max(0, round(level)))]


def _levels(shares: dict[str, float]) -> list[tuple[Severity, float]]:
    return [(severity, shares.get(severity, 0.0)) for severity in SEVERITIES]


@lru_cache(maxsize=32)
def _classifier(corrected: tuple[CorrectedTicket, ...]) -> Classifier:
    labelled = [(example.text, example.severity) for example in examples()]
    labelled += CORRECTION * [(one.text, one.severity) for one in corrected]
    return train(
        [text for text, _severity in labelled],
        [severity for _text, severity in labelled],
        vectors_of=vectors_of,
    )
