from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import agent_required
from accounts.http import MemberRequest
from knowledge import services
from knowledge.services.known_issues import IMPORT_MAX_BYTES


@require_http_methods(["GET", "POST"])
@agent_required
def import_issues(request: MemberRequest) -> HttpResponse:
    """Known issues from a JSON file, with a report of what was taken and what was not."""
    if request.method == "GET":
        return render(request, "knowledge/import.html")
    upload = request.FILES.get("file")
    if upload is None:
        return _refused(request, _("Choose a file first."))
    if (upload.size or 0) > IMPORT_MAX_BYTES:
        return _refused(
            request, _("The file is larger than %(most)d MB.") % {"most": IMPORT_MAX_BYTES // 1_000_000}
        )
    try:
        report = services.import_known_issues(
            tenant=request.member.tenant, data=upload.read(), by=request.member
        )
    except services.ContentRefused as error:
        return _refused(request, str(error))
    return render(request, "knowledge/import.html", {"report": report})


def _refused(request: MemberRequest, reason: str) -> HttpResponse:
    return render(request, "knowledge/import.html", {"refusal": reason}, status=422)
