from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member, Team
from tickets.macros import Changes, unknown_variables, words_for_unknown
from tickets.models import Macro, Tag, Ticket

AS_IT_IS = ("", gettext_lazy("Leave as it is"))


class MacroForm(forms.Form):
    """A macro's text, and what it changes."""

    name = forms.CharField(max_length=80, label=gettext_lazy("Name"))
    body = forms.CharField(
        max_length=20_000,
        required=False,
        label=gettext_lazy("Text"),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=gettext_lazy(
            "Goes into the composer, where it can be changed before it is sent. Markdown."
        ),
    )
    status = forms.ChoiceField(
        choices=[AS_IT_IS, *Ticket.Status.choices], required=False, label=gettext_lazy("State")
    )
    priority = forms.ChoiceField(
        choices=[AS_IT_IS, *Ticket.Priority.choices], required=False, label=gettext_lazy("Priority")
    )
    assignee = forms.ChoiceField(required=False, label=gettext_lazy("Owner"))
    new_team = forms.ModelChoiceField(
        Team.objects.none(), required=False, label=gettext_lazy("Team"), empty_label=AS_IT_IS[1]
    )
    tags = forms.ModelMultipleChoiceField(
        Tag.objects.none(),
        required=False,
        label=gettext_lazy("Add tags"),
        widget=forms.CheckboxSelectMultiple,
    )
    scope = forms.ChoiceField(
        choices=Macro.Scope.choices, label=gettext_lazy("Who uses it"), initial=Macro.Scope.PERSONAL
    )
    team = forms.ModelChoiceField(
        Team.objects.none(),
        required=False,
        label=gettext_lazy("Which team"),
        empty_label=gettext_lazy("Choose"),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tenant, fields = member.tenant, self.fields
        people = Member.objects.for_tenant(tenant).who_answer()
        colleagues = [(str(colleague.pk), colleague.name) for colleague in people]
        fields["assignee"].choices = [AS_IT_IS, ("me", _("Whoever uses it")), *colleagues]  # type: ignore[attr-defined]
        own_teams = Team.objects.for_tenant(tenant) if member.is_admin else member.teams.all()
        fields["new_team"].queryset = Team.objects.for_tenant(tenant)  # type: ignore[attr-defined]
        fields["tags"].queryset = Tag.objects.for_tenant(tenant)  # type: ignore[attr-defined]
        fields["team"].queryset = own_teams  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(macro: Macro) -> dict[str, Any]:
        changes = Changes.of(macro.changes)
        return {
            "name": macro.name,
            "body": macro.body,
            "scope": macro.scope,
            "team": macro.team_id,
            "status": changes.status,
            "priority": changes.priority,
            "assignee": changes.owner,
            "new_team": changes.team,
            "tags": changes.tags,
        }

    def clean_body(self) -> str:
        body = str(self.cleaned_data["body"]).replace("\x00", "")
        if unknown := unknown_variables(body):
            raise forms.ValidationError(words_for_unknown(unknown))
        return body

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("scope") == Macro.Scope.TEAM and not cleaned.get("team"):
            self.add_error("team", _("Choose the team that uses it."))
        if not self.errors and not cleaned.get("body") and not self._changes(cleaned).as_json():
            raise forms.ValidationError(_("Write a text, or choose something to change."))
        return cleaned

    def fields_of_macro(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "name": cleaned["name"],
            "body": cleaned["body"],
            "changes": self._changes(cleaned).as_json(),
            "scope": cleaned["scope"],
            "team": cleaned["team"] if cleaned["scope"] == Macro.Scope.TEAM else None,
        }

    @staticmethod
    def _changes(cleaned: dict[str, Any]) -> Changes:
        team = cleaned.get("new_team")
        return Changes(
            status=cleaned.get("status", ""),
            priority=cleaned.get("priority", ""),
            owner=cleaned.get("assignee", ""),
            team=team.pk if team else None,
            tags=tuple(tag.pk for tag in cleaned.get("tags") or ()),
        )
