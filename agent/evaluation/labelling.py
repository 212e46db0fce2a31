"""Labels given by the engine that is set: the learned classifier, or a provider's model."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from django.db import transaction

from accounts.models import Tenant
from ai import conf, engine
from ai.embeddings import LOCAL, embed_query
from ai.local.classifying import NONE, Classifier, Prediction
from ai.operations import TRIAGE
from ai.types import CorrectedTicket, TicketCategory, TicketToTriage

NONE_OF_THEM = TicketCategory(name=NONE, about="none of the other categories")
# What was learned from may be thousands of texts; those that are most like the asked one say most.
EXAMPLES_SHOWN = 12


@dataclass(frozen=True)
class Labeller:
    """`learned` are the texts with labels that the classifier was trained on, in its order. Without a
    `tenant` it answers alone."""

    classifier: Classifier
    learned: Sequence[CorrectedTicket] = ()
    tenant: Tenant | None = None

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        if self.tenant is None:
            return self.classifier.predict(texts)
        return [self._ask(self.tenant, text) for text in texts]

    def _ask(self, tenant: Tenant, text: str) -> Prediction:
        """As triage asks for a category. Where the model can't be had the classifier answers."""
        names = (*(TicketCategory(name=label) for label in self.classifier.labels), NONE_OF_THEM)
        request = TicketToTriage(text=text, categories=names, corrected=self._nearest(text))
        made = engine.ask(tenant, TRIAGE, request, tool="evaluation")
        if made.fallback_from:
            return self.classifier.predict([text])[0]
        is_none = made.category == NONE
        confidence = 1 - made.confidence if is_none else made.confidence
        return Prediction(made.category, confidence, is_none, {made.category: made.confidence})

    def _nearest(self, text: str) -> tuple[CorrectedTicket, ...]:
        likeness = self.classifier.examples[: len(self.learned)] @ embed_query(text, model=LOCAL)
        return tuple(self.learned[place] for place in np.argsort(-likeness)[:EXAMPLES_SHOWN])


@contextmanager
def labelling(classifier: Classifier, texts: Sequence[str], labels: Sequence[str]) -> Iterator[Labeller]:
    """With a provider, calls are charged to a tenant that is gone afterwards."""
    if conf.engine_name() == "local":
        yield Labeller(classifier)
        return
    pairs = zip(texts, labels, strict=True)
    learned = [CorrectedTicket(text=text, category=label) for text, label in pairs if label != NONE]
    with transaction.atomic():
        tenant = Tenant.objects.create(slug=f"evaluation-{time.time_ns()}", name="Evaluation")
        yield Labeller(classifier, learned, tenant)
        transaction.set_rollback(True)
