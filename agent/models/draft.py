from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from agent.models.run import Run
from conversations.markup import render_markdown
from conversations.models import Message
from tickets.models import Ticket

OPEN_STATES = ("writing", "ready", "unsure", "failed")


class Draft(models.Model):
    """A reply that the AI worded for a member, and what became of it. A ticket has one open at a time."""

    class State(models.TextChoices):
        WRITING = "writing", _("Being written")
        READY = "ready", _("Ready")
        UNSURE = "unsure", _("No confident answer")
        FAILED = "failed", _("Failed")
        ACCEPTED = "accepted", _("Sent as it was")
        EDITED = "edited", _("Sent with changes")
        DISCARDED = "discarded", _("Discarded")
        SUPERSEDED = "superseded", _("Overtaken")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="drafts")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="drafts", help_text=_("The message it answers.")
    )
    run = models.OneToOneField(
        Run, on_delete=models.CASCADE, null=True, blank=True, related_name="member_draft"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WRITING)
    asked_by = models.ForeignKey(
        Member,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: the AI suggested it by itself."),
    )
    text = models.TextField(blank=True)
    citations = models.JSONField(default=list, blank=True)
    offers = models.JSONField(default=list, blank=True, help_text=_("Articles instead of an answer."))
    fallback_from = models.CharField(max_length=20, blank=True)
    taken_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    reply = models.OneToOneField(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="from_draft"
    )
    changed_share = models.FloatField(
        null=True, blank=True, help_text=_("Of the words, those that the sent reply does not share: 0 to 1.")
    )
    closed_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["Draft"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["ticket", "-id"], name="draft_ticket")]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(state__in=OPEN_STATES), name="draft_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} ({self.pk})"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def html(self) -> str:
        return render_markdown(self.text)

    @property
    def changed_percent(self) -> int:
        return round(100 * (self.changed_share or 0))

    def close(self, state: str, *, by: Member | None = None) -> None:
        """What became of it. Does not save."""
        self.state, self.closed_by, self.closed_at = state, by, timezone.now()
