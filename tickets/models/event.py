from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member, Team, Tenant
from accounts.querysets import TenantQuerySet
from tickets.models.bulk import BulkAction
from tickets.models.sla_columns import SlaTarget
from tickets.models.ticket import EscalationReason, Ticket


class TicketEvent(models.Model):
    """One entry of a ticket's timeline: what changed, by whom, when."""

    class Kind(models.TextChoices):
        CREATED = "created", gettext_lazy("opened the ticket")
        ASSIGNED = "assigned", gettext_lazy("assigned it")
        STATUS = "status", gettext_lazy("changed the state")
        PRIORITY = "priority", gettext_lazy("changed the priority")
        CATEGORY = "category", gettext_lazy("changed the category")
        TAGGED = "tagged", gettext_lazy("tagged it")
        UNTAGGED = "untagged", gettext_lazy("took the tag away")
        ESCALATED = "escalated", gettext_lazy("escalated")
        HANDED_BACK = "handed_back", gettext_lazy("handed it back to the AI")
        TOOK_OVER = "took_over", gettext_lazy("took over from the AI")
        SNOOZED = "snoozed", gettext_lazy("snoozed it")
        WOKE = "woke", gettext_lazy("woke up")
        SLA_WARNED = "sla_warned", gettext_lazy("SLA at risk")
        SLA_BREACHED = "sla_breached", gettext_lazy("SLA breached")
        MERGED_AWAY = "merged_away", gettext_lazy("merged it into")
        MERGED_IN = "merged_in", gettext_lazy("merged into this ticket")
        UNMERGED = "unmerged", gettext_lazy("undid the merge with")
        SPLIT_OFF = "split_off", gettext_lazy("moved messages into")
        SPLIT_FROM = "split_from", gettext_lazy("split it off from")
        LINKED = "linked", gettext_lazy("linked it")
        UNLINKED = "unlinked", gettext_lazy("removed the link")
        RATED = "rated", gettext_lazy("rated it")
        HELPED = "helped", gettext_lazy("says that it helped")
        NOT_HELPED = "not_helped", gettext_lazy("says that it did not help")
        CAME_BACK = "came_back", gettext_lazy("came back about the same thing")
        HELD_BACK = "held_back", gettext_lazy("held back")
        MADE_PRIVATE = "made_private", gettext_lazy("made it private, to be read by")
        MADE_PUBLIC = "made_public", gettext_lazy("opened it to everybody")
        UNDONE = "undone", gettext_lazy("undid")

    class Actor(models.TextChoices):
        CUSTOMER = "customer", gettext_lazy("Customer")
        AI = "ai", gettext_lazy("AI")
        MEMBER = "member", gettext_lazy("Member")
        SYSTEM = "system", gettext_lazy("System")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    actor = models.CharField(max_length=10, choices=Actor.choices)
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["TicketEvent"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["ticket", "id"])]

    def __str__(self) -> str:
        return self.sentence

    @property
    def actor_name(self) -> str:
        return self.member.name if self.member else str(self.get_actor_display())

    @property
    def sentence(self) -> str:
        """The event as a line of the timeline."""
        detail = self._detail()
        if self.kind in (self.Kind.SLA_WARNED, self.Kind.SLA_BREACHED):
            return f"{self.get_kind_display()}: {detail}"
        if self.kind == self.Kind.HELD_BACK:
            return _("A scheduled reply of %(writer)s is held back: %(why)s") % self.data
        return f"{self.actor_name} {self.get_kind_display()}" + (f": {detail}" if detail else "")

    def _detail(self) -> str:
        if self.kind == self.Kind.ESCALATED:
            return self._escalation()
        if self.kind in (self.Kind.SLA_WARNED, self.Kind.SLA_BREACHED):
            return str(SlaTarget(self.data["target"]).label)
        if "ticket" in self.data:
            return f"{self.data.get('how', '')} #{self.data['ticket']}".strip()
        if self.kind == self.Kind.HELPED:
            return str(self.data.get("article", ""))
        if self.kind == self.Kind.STATUS:
            return str(Ticket.Status(self.data["to"]).label)
        if self.kind == self.Kind.PRIORITY:
            return str(Ticket.Priority(self.data["to"]).label)
        if self.kind == self.Kind.SNOOZED:
            until = timezone.localtime(datetime.fromisoformat(self.data["until"]))
            return _("until %(moment)s") % {"moment": formats.date_format(until, "DATETIME_FORMAT")}
        if self.kind in (self.Kind.CATEGORY, self.Kind.TAGGED, self.Kind.UNTAGGED):
            return str(self.data["to"])
        if self.kind == self.Kind.ASSIGNED:
            return self._assignment()
        if self.kind == self.Kind.MADE_PRIVATE:
            return ", ".join([*self.data["readers"], *([_("the AI")] if self.data["with_ai"] else [])])
        if self.kind == self.Kind.UNDONE:
            return str(BulkAction.Verb(self.data["verb"]).label)
        if self.kind == self.Kind.RATED:
            return _("%(rating)d of 5") % {"rating": self.data["rating"]}
        return ""

    def _escalation(self) -> str:
        """The reason, and what the rule of a playbook that routed it did."""
        parts = [str(EscalationReason(self.data["reason"]).label)]
        if "rule" in self.data:
            parts.append(_("rule “%(rule)s”") % self.data)
        if "to" in self.data:
            parts.append(_("to %(to)s") % self.data)
        if "slack" in self.data:
            parts.append(_("Slack is not connected yet; %(slack)s would be told") % self.data)
        if "email" in self.data:
            failed = self.data.get("email_failed")
            parts.append(
                (_("the email to %(email)s could not be sent") if failed else _("an email goes to %(email)s"))
                % self.data
            )
        if "transcript_mail" in self.data:
            parts.append(self._transcript_mail())
        return " · ".join(parts)

    def _transcript_mail(self) -> str:
        texts = {
            "sent": _("the transcript went to %(transcript_to)s by email"),
            "would_be_sent": _("the transcript would be sent to %(transcript_to)s: no mail server is set up"),
            "failed": _("the transcript could not be sent to %(transcript_to)s"),
            "nobody": _("the transcript would be sent, but no support address is set"),
        }
        return texts[self.data["transcript_mail"]] % self.data

    def _assignment(self) -> str:
        whom = ", ".join(filter(None, [self.data.get("owner"), self.data.get("team")])) or _("nobody")
        rule = self.data.get("rule")
        return f"{whom} ({Team.Assignment(rule).label})" if rule else whom
