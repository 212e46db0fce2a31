"""Files on their way into a message."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import agent_required
from accounts.http import MemberRequest, key_in
from conversations.attachments import FILES_AT_MOST, drop_upload, store_upload
from conversations.models import Attachment
from conversations.services import MessageRefused
from tickets.access import get_ticket


@require_POST
@agent_required
def upload(request: MemberRequest, number: int) -> HttpResponse:
    """Take one file in; it waits for its message. 422 says why not, in words, and nothing else."""
    ticket = get_ticket(request.member, number)
    given = request.FILES.get("upload")
    if given is None:
        return HttpResponse(_("Choose a file first."), status=422, content_type="text/plain")
    try:
        file = store_upload(discussion=ticket.discussion, upload=given)
    except MessageRefused as refusal:
        return HttpResponse(str(refusal), status=422, content_type="text/plain")
    return render(request, "tickets/_composer_file.html", {"ticket": ticket, "file": file})


@require_safe
@agent_required
def waiting(request: MemberRequest, number: int) -> HttpResponse:
    """Of these files, those that still wait for their message: the composer of a page that was reloaded."""
    ticket = get_ticket(request.member, number)
    keys = [key for text in request.GET.getlist("file")[:FILES_AT_MOST] if (key := key_in(text)) is not None]
    files = Attachment.objects.for_tenant(ticket.tenant).filter(discussion=ticket.discussion_id)
    found = files.filter(pk__in=keys, message=None, is_kept=False).order_by("pk")
    return render(request, "tickets/_composer_files.html", {"ticket": ticket, "files": found})


@require_POST
@agent_required
def remove(request: MemberRequest, number: int, file_id: int) -> HttpResponse:
    """Take a file back that was not sent yet; one that is gone already is as good as removed."""
    ticket = get_ticket(request.member, number)
    files = Attachment.objects.for_tenant(ticket.tenant).filter(discussion=ticket.discussion_id)
    drop_upload(get_object_or_404(files, pk=file_id))
    return HttpResponse(status=204)
