"""/conversations/settings/sla/hours/: the business hours."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import admin_required
from accounts.http import MemberRequest
from accounts.views.responses import Undo
from tickets.models import BusinessHours
from tickets.sla.access import get_hours
from tickets.sla.forms import HoursForm
from tickets.sla.managing import SlaRefused, remove_hours, restore_hours, save_hours
from tickets.views.sla import changed, refused

OFFICE_HOURS = {f"day_{day}": "9:00–17:00" for day in range(5)}


@require_safe
@admin_required
def country_regions(request: MemberRequest) -> HttpResponse:
    """The field with the regions of the country that was chosen."""
    form = HoursForm(initial={"country": request.GET.get("country", "")}, tenant=request.member.tenant)
    return render(request, "tickets/sla/_region.html", {"form": form})


@require_safe
@admin_required
def new(request: MemberRequest) -> HttpResponse:
    tenant = request.member.tenant
    return _form(request, HoursForm(initial={"timezone": tenant.timezone, **OFFICE_HOURS}, tenant=tenant))


@require_POST
@admin_required
def create(request: MemberRequest) -> HttpResponse:
    return _save(request, BusinessHours(tenant=request.member.tenant))


@require_safe
@admin_required
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    hours = get_hours(request.member, pk)
    return _form(request, HoursForm.of(hours), hours=hours)


@require_POST
@admin_required
def save(request: MemberRequest, pk: int) -> HttpResponse:
    return _save(request, get_hours(request.member, pk))


@require_POST
@admin_required
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    hours = get_hours(request.member, pk)
    try:
        remove_hours(hours, by=request.member)
    except SlaRefused as refusal:
        return refused(request, str(refusal), at=f"hours-{pk}")
    said = _("“%(name)s” is removed.") % {"name": hours.name}
    return changed(request, said, undo=Undo(reverse("sla:hours-restore", args=[pk])))


@require_POST
@admin_required
def restore(request: MemberRequest, pk: int) -> HttpResponse:
    hours = get_hours(request.member, pk, is_removed=True)
    try:
        restore_hours(hours, by=request.member)
    except SlaRefused as refusal:
        return refused(request, str(refusal), at="hours")
    return changed(request, _("“%(name)s” is back.") % {"name": hours.name})


def _save(request: MemberRequest, hours: BusinessHours) -> HttpResponse:
    form = HoursForm(request.POST, tenant=request.member.tenant)
    if not form.is_valid():
        return _form(request, form, hours=hours, status=422)
    try:
        save_hours(hours, values=form.cleaned_data, by=request.member)
    except SlaRefused as refusal:
        form.add_error("name", str(refusal))
        return _form(request, form, hours=hours, status=422)
    messages.success(request, _("“%(name)s” is saved.") % {"name": hours.name})
    return redirect("sla:index")


def _form(
    request: MemberRequest, form: HoursForm, *, hours: BusinessHours | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "hours": hours if hours and hours.pk else None}
    return render(request, "tickets/sla/hours.html", context, status=status)
