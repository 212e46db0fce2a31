from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from guidance.models.pack import GuidancePack


class Rule(models.Model):
    """What the AI's texts must not say, must say, or should bear in mind.

    `phrases`: of a promise or a topic the words that are looked for; of a sentence that must be mentioned
    the subjects at which it must be, none for always. `sentence`: what is added, or the reminder.
    """

    class Kind(models.TextChoices):
        MUST_NOT_PROMISE = "must_not_promise", _("Must not promise")
        FORBIDDEN_TOPIC = "forbidden_topic", _("Must not talk about")
        MUST_MENTION = "must_mention", _("Must mention")
        REMINDER = "reminder", _("Policy reminder")

    pack = models.ForeignKey(GuidancePack, on_delete=models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    phrases = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    sentence = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {', '.join(self.phrases) or self.sentence}"[:200]

    @property
    def blocks(self) -> bool:
        """A text that breaks it is not sent: the ticket goes to people."""
        return self.kind in BLOCKING


BLOCKING = (Rule.Kind.MUST_NOT_PROMISE, Rule.Kind.FORBIDDEN_TOPIC)
