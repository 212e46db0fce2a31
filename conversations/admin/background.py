"""What runs behind the pages: where an operator looks when something did not happen."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.base import HubAdmin, ReadOnly
from accounts.admin.pretty import pretty_json
from conversations.deliveries import retry_delivery
from conversations.jobs.again import run_again
from conversations.models import Delivery, Job

# One request does it, and must end within its time limit.
AT_ONCE = 1000


@admin.register(Job)
class JobAdmin(ReadOnly, HubAdmin[Job]):
    list_display = ["key", "name", "state", "attempts", "created_at", "run_at", "finished_at", "error_start"]
    list_filter = ["state", "created_at"]
    ordering = ["-pk"]
    search_fields = ["^key", "^name", "error"]
    search_numbers = ["pk"]
    search_help_text = _("The key's or the name's beginning, words of the error, or the id")
    fields = [
        "key", "name", "arguments_pretty", "state", "attempts", "error", "created_at", "run_at", "sent_at",
        "lease_until", "finished_at",
    ]  # fmt: skip
    actions = ["run_again"]
    arguments_pretty = pretty_json("arguments", _("arguments"))

    @admin.display(description=_("error"))
    def error_start(self, job: Job) -> str:
        return Truncator(job.error).chars(80)

    @admin.action(description=_("Run failed jobs again"), permissions=["operate"])
    def run_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        failed = list(queryset.filter(state=Job.State.FAILED)[:AT_ONCE])
        done = sum(run_again(job) for job in failed)
        text = ngettext("%(count)d failed job runs again.", "%(count)d failed jobs run again.", done)
        self.message_user(request, text % {"count": done}, messages.SUCCESS if done else messages.WARNING)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, HubAdmin[Delivery]):
    list_display = ["id", "tenant", "channel", "state", "message", "created_at", "sent_at", "error_start"]
    list_filter = ["tenant", "state", "channel__kind", "created_at"]
    list_select_related = ["tenant", "channel", "message"]
    ordering = ["-pk"]
    search_fields = ["=channel__name", "error"]
    search_numbers = ["pk", "message_id"]
    search_help_text = _("The id, the message's id, the channel's name, or words of the error")
    fields = ["tenant", "channel", "message", "state", "error", "created_at", "sent_at"]
    actions = ["send_again"]

    @admin.display(description=_("error"))
    def error_start(self, delivery: Delivery) -> str:
        return Truncator(delivery.error).chars(80)

    @admin.action(description=_("Send failed deliveries again"), permissions=["operate"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        failed = list(queryset.filter(state=Delivery.State.FAILED)[:AT_ONCE])
        for delivery in failed:
            retry_delivery(delivery)
        done = len(failed)
        text = ngettext(
            "%(count)d failed delivery is sent again.", "%(count)d failed deliveries are sent again.", done
        )
        self.message_user(request, text % {"count": done}, messages.SUCCESS if done else messages.WARNING)
