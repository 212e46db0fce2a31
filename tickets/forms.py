from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member, Team, Tenant
from conversations.models import Attachment
from tickets.models import SavedView, Tag, Ticket


class MessageForm(forms.Form):
    """What is written: whether it is enough is the message's to say, as files may be all of it."""

    text = forms.CharField(widget=forms.Textarea, strip=True, required=False)
    source_id = forms.CharField(max_length=100, required=False)

    def written(self) -> str:
        self.full_clean()
        return str(self.cleaned_data.get("text", ""))

    def message_id(self, files: Sequence[Attachment] = ()) -> str:
        """Names what was sent: the same text and files of the same form are the same message, also when it
        is sent again because the answer was lost; changed, it is another."""
        said = "\n".join([self.written(), *(file.sha256 for file in files)])
        form_id = self.cleaned_data.get("source_id", "")
        digest = hashlib.sha256(said.encode()).hexdigest()[:16]
        return f"form:{form_id}:{digest}" if form_id else ""


class PriorityForm(forms.Form):
    priority = forms.ChoiceField(choices=Ticket.Priority.choices)


class AssignForm(forms.Form):
    """Who gets a ticket, and who had it on the page that asks."""

    owner = forms.ModelChoiceField(Member.objects.none(), required=False)
    team = forms.ModelChoiceField(Team.objects.none(), required=False)
    was_owner = forms.IntegerField(required=False)
    was_team = forms.IntegerField(required=False)

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Member.objects.for_tenant(tenant).who_answer()  # type: ignore[attr-defined]
        self.fields["team"].queryset = Team.objects.for_tenant(tenant)  # type: ignore[attr-defined]


class ReadersForm(forms.Form):
    """Who reads a private ticket, and whose the list is."""

    owner = forms.ModelChoiceField(Member.objects.none())
    readers = forms.ModelMultipleChoiceField(Member.objects.none(), required=False)
    with_ai = forms.BooleanField(required=False)

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Member.objects.for_tenant(tenant)
        self.fields["owner"].queryset = members.who_answer()  # type: ignore[attr-defined]
        self.fields["readers"].queryset = members.active().select_related("user")  # type: ignore[attr-defined]


class SavedViewForm(forms.Form):
    name = forms.CharField(max_length=60, label=gettext_lazy("Name"))
    scope = forms.ChoiceField(
        choices=SavedView.Scope.choices, label=gettext_lazy("Who sees it"), initial=SavedView.Scope.PERSONAL
    )
    team = forms.ModelChoiceField(Team.objects.none(), required=False, label=gettext_lazy("Team"))
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.for_tenant(member.tenant) if member.is_admin else member.teams.all()
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("scope") == SavedView.Scope.TEAM and not cleaned.get("team"):
            self.add_error("team", _("Choose the team that sees it."))
        return cleaned

    def fields_of_view(self) -> dict[str, Any]:
        """Name, scope, team and query; a team only where it is what the scope says."""
        cleaned = self.cleaned_data
        team = cleaned["team"] if cleaned["scope"] == SavedView.Scope.TEAM else None
        return {"name": cleaned["name"], "scope": cleaned["scope"], "team": team, "query": cleaned["query"]}


class SnoozeForm(forms.Form):
    """A moment in the member's own time zone, or with an offset of its own."""

    until = forms.DateTimeField()


class BulkAssignForm(AssignForm):
    """Who gets the chosen tickets; what is left empty stays as it is."""

    nobody = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("owner") or cleaned.get("team") or cleaned.get("nobody")):
            raise forms.ValidationError(_("Choose a member or a team."))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        owner, team = self.cleaned_data["owner"], self.cleaned_data["team"]
        chosen = {"owner": owner.pk if owner else None, "team": team.pk if team else None}
        if self.cleaned_data["nobody"]:
            return {"owner": None}
        return {name: pk for name, pk in chosen.items() if pk is not None}


class BulkTagForm(forms.Form):
    tag = forms.ModelChoiceField(Tag.objects.none())

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"].queryset = Tag.objects.for_tenant(tenant)  # type: ignore[attr-defined]
