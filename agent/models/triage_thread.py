from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiKey, Member, Tenant
from accounts.querysets import TenantQuerySet
from tickets.models import Ticket

# So many characters of a text are read by whatever looks at it.
READ_BY_ALL = 800


class TriageThread(models.Model):
    """One ticket text on its way through triage, with all it takes to go on from here in any process.

    `details` are objects: text, at. `steps`: name, ms. `matches` and `result` are as the API tells them.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        WAITING = "waiting", _("Waiting for answers")
        DONE = "done", _("Done")

    class Node(models.TextChoices):
        SEARCH = "search_kb", _("Search the knowledge base")
        ANALYZE = "analyze", _("Read the ticket")
        CLASSIFY = "classify", _("Classify")

    class Source(models.TextChoices):
        PAGE = "page", _("Triage page")
        API = "api", _("API")
        TICKET = "ticket", _("Asked for in a ticket")
        NEW_TICKET = "new_ticket", _("New ticket")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="triage_threads")
    source = models.CharField(max_length=10, choices=Source.choices)
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, null=True, blank=True, related_name="triage_threads"
    )
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    api_key = models.ForeignKey(ApiKey, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    description = models.TextField()
    read_up_to = models.BigIntegerField(
        default=0, help_text=_("The newest message of its ticket that it has read.")
    )
    details = models.JSONField(default=list, blank=True)

    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    node = models.CharField(max_length=10, choices=Node.choices, default=Node.SEARCH)
    rounds = models.PositiveSmallIntegerField(default=0, help_text=_("How often it asked."))
    matches = models.JSONField(default=list, blank=True)
    articles = models.JSONField(default=list, blank=True)
    questions = models.JSONField(default=list, blank=True)
    result = models.JSONField(null=True, blank=True)
    steps = models.JSONField(default=list, blank=True)
    engine = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=80, blank=True)
    fallback_from = models.CharField(max_length=20, blank=True)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    applied_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = TenantQuerySet["TriageThread"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "-created_at", "-id"], name="triage_history"),
            models.Index(fields=["created_at"], name="triage_created"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(source="new_ticket"), name="triage_of_new_ticket_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} ({self.pk})"

    @property
    def text(self) -> str:
        """The ticket with all that was answered since. Of a long one the answers come first, for the search
        and the local engine read a beginning only."""
        answers = [detail["text"] for detail in self.details]
        is_long = len(self.description) > READ_BY_ALL
        return "\n\n".join([*answers, self.description] if is_long else [self.description, *answers])

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def needs_review(self) -> bool:
        return bool(self.result and self.result["manual_review"])

    def is_open_to_ai(self) -> bool:
        """Whether the AI may read its ticket, as that is now; a text of no ticket is open."""
        closed = Ticket.objects.closed_to_ai()
        return self.ticket_id is None or not closed.filter(pk=self.ticket_id).exists()

    def note_read(self, message_id: int) -> None:
        self.read_up_to = message_id
        self.save(update_fields=["read_up_to"])

    def note_applied(self, by: Member) -> None:
        self.applied_by, self.applied_at = by, timezone.now()
        self.save(update_fields=["applied_by", "applied_at"])

    def claim(self) -> bool:
        """Take the run, for one lease, where it is going on and nobody has it."""
        now, token = timezone.now(), uuid.uuid4()
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        taken = type(self).objects.filter(free, pk=self.pk, state=self.State.RUNNING)
        if not taken.update(lease_token=token, lease_until=_a_lease_from(now)):
            return False
        self.refresh_from_db()
        return True

    def renew(self) -> bool:
        """Hold the run for another lease. False when it is no longer this process's."""
        return bool(self._mine().update(lease_until=_a_lease_from(timezone.now())))

    def keep(self, **changed: Any) -> bool:
        """Save a step's end. False, with nothing saved, when another process has taken the run over."""
        goes_on = changed.get("state", self.state) == self.State.RUNNING
        until = _a_lease_from(timezone.now()) if goes_on else None
        if not self._mine().update(lease_until=until, **changed):
            return False
        for name, value in changed.items():
            setattr(self, name, value)
        return True

    def let_go(self) -> None:
        """Leave the run to whoever takes it next."""
        type(self).objects.filter(pk=self.pk, lease_token=self.lease_token).update(lease_until=None)

    def _mine(self) -> TenantQuerySet[TriageThread]:
        return type(self).objects.filter(pk=self.pk, lease_token=self.lease_token, state=self.State.RUNNING)


def _a_lease_from(moment: datetime) -> datetime:
    return moment + timedelta(seconds=settings.JOB_LEASE_SECONDS)
