from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import member_required
from accounts.http import MemberRequest, key_in
from accounts.models import Member
from accounts.views.responses import Region
from knowledge.access import get_article
from tickets.models.notification import Notification, NotificationSettings
from tickets.notify import reading
from tickets.notify.choosing import choose_notifications, stop_mail
from tickets.notify.forms import NotificationSettingsForm
from tickets.notify.mail import member_of_token
from tickets.notify.tell import topic_of

PANEL_SIZE = 12
SETTINGS = Region("tickets/notifications/settings.html", "settings", "notifications:settings")


@require_safe
@member_required
def notification_list(request: MemberRequest) -> HttpResponse:
    before = key_in(request.GET.get("before"))
    page = reading.page_of(request.member, before=before)
    context = {"page": page, "is_first": not before, "topic": topic_of(request.member)}
    template = "tickets/notifications/list.html"
    return render(request, f"{template}#rows" if request.htmx else template, context)


@require_safe
@member_required
def panel(request: MemberRequest) -> HttpResponse:
    """The newest, for the menu under the bell."""
    lines = reading.latest_of(request.member, PANEL_SIZE)
    return render(request, "tickets/notifications/panel.html", {"lines": lines})


@require_safe
@member_required
def count(request: MemberRequest) -> HttpResponse:
    """How many are new; asked for by the bell, so that no page waits for it."""
    unread = reading.count_unread(request.member)
    context = {"unread": unread, "most": reading.NEW_AT_MOST}
    return render(request, "tickets/notifications/count.html", context)


@require_POST
@member_required
def read(request: MemberRequest, pk: int) -> HttpResponse:
    notification = reading.get_notification(request.member, pk)
    reading.mark_read(notification)
    return _row(request, notification)


@require_POST
@member_required
def read_alike(request: MemberRequest, pk: int) -> HttpResponse:
    """This one, and all else that is new of its ticket or article."""
    notification = reading.get_notification(request.member, pk)
    reading.mark_alike_read(notification)
    return _row(request, notification)


@require_POST
@member_required
def unread(request: MemberRequest, pk: int) -> HttpResponse:
    notification = reading.get_notification(request.member, pk)
    reading.mark_unread(notification)
    return _row(request, notification)


@require_POST
@member_required
def seen_article(request: MemberRequest, slug: str) -> HttpResponse:
    """An article's page says that the member has it before their eyes."""
    reading.mark_article_read(request.member, get_article(request.member, slug))
    return HttpResponse(status=204)


@require_POST
@member_required
def read_all(request: MemberRequest) -> HttpResponse:
    reading.mark_all_read(request.member)
    if not request.htmx:
        return redirect("notifications:list")
    context = {"page": reading.page_of(request.member), "is_first": True}
    return render(request, "tickets/notifications/list.html#rows", context)


@require_safe
@member_required
def settings(request: MemberRequest) -> HttpResponse:
    form = NotificationSettingsForm(instance=NotificationSettings.of(request.member))
    return render(request, SETTINGS.template, {"form": form})


@require_POST
@member_required
def save_settings(request: MemberRequest) -> HttpResponse:
    form = NotificationSettingsForm(request.POST, instance=NotificationSettings.of(request.member))
    if not form.is_valid():
        return SETTINGS.refused(request, {"form": form})
    choose_notifications(form.instance, choices=form.choices())
    return SETTINGS.changed(request, {"form": form}, said=_("Your notifications are saved."))


@csrf_exempt  # Mail programs send it of their own accord (RFC 8058): the token in the link is the permission.
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The mail's own way out: a page that asks, and the press of its button, or of the mail program's."""
    member: Member | None = member_of_token(token)
    if member is None:
        raise Http404
    is_done = request.method == "POST"
    if is_done:
        stop_mail(member)
    context = {"member": member, "is_done": is_done, "token": token}
    return render(request, "tickets/notifications/unsubscribe.html", context)


def _row(request: MemberRequest, notification: Notification) -> HttpResponse:
    if not request.htmx:
        return redirect("notifications:list")
    return render(request, "tickets/notifications/_row.html", {"row": notification})
