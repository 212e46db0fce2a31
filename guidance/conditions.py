"""When a playbook rule fires: what may be asked of a situation, and the words for what counts as what."""

from __future__ import annotations

from typing import Annotated

from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

Words = tuple[Annotated[str, Field(min_length=1, max_length=120)], ...]


class Intent(models.TextChoices):
    """What the hub recognises today, each by its wording and in English; it guesses no others."""

    PERSON = "person", _("asks for a person")
    COMPLAINT = "complaint", _("is not satisfied with the answers")
    DANGER = "danger", _("tells of a danger (gas, fire, flooding, carbon monoxide, self-harm)")
    ABUSE = "abuse", _("insults or threatens")
    INJECTION = "injection", _("tries to tell the AI what to do")
    GREETING = "greeting", _("only greets")
    CLOSING = "closing", _("only thanks or says goodbye")


class Sentiment(models.TextChoices):
    NEGATIVE = "negative", _("unhappy")
    NEUTRAL = "neutral", _("neutral")
    POSITIVE = "positive", _("happy")


class Conditions(BaseModel):
    """Each that is filled must hold; within a list one is enough. None filled: the rule never fires."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    keywords: Words = ()
    intents: tuple[Intent, ...] = ()
    categories: Words = ()
    sentiments: tuple[Sentiment, ...] = ()
    confidence_below: Annotated[float, Field(gt=0, le=1)] | None = None
    plans: Words = ()
    segments: Words = ()
    channel_ids: tuple[int, ...] = ()
    outside_hours: bool = False
    unhelpful_turns: Annotated[int, Field(ge=1, le=20)] | None = None

    @property
    def is_empty(self) -> bool:
        return self == Conditions()

    @property
    def needs_answer(self) -> bool:
        """Only when the AI has tried an answer is it known whether they hold."""
        return self.confidence_below is not None
