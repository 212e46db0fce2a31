from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Team, Tenant
from channels_app.widget import colour
from channels_app.widget.domains import clean_domain
from tickets.models import Ticket


class WidgetForm(forms.Form):
    """How the widget looks, where it may be, and what becomes of a conversation."""

    is_enabled = forms.BooleanField(label=_("Show the widget"), required=False)
    greeting = forms.CharField(
        label=_("Greeting"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What a visitor reads first."),
    )
    accent = forms.CharField(
        label=_("Accent colour"),
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("Text on it is set in white or near-black, whichever reads better."),
    )
    position = forms.ChoiceField(
        label=_("Position"), choices=[("right", _("Bottom right")), ("left", _("Bottom left"))]
    )
    allowed_domains = forms.CharField(
        label=_("Allowed domains"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "www.example.com\n*.example.com"}),
        help_text=_("One a line. Empty: the widget may be shown on any site."),
    )

    asks_csat = forms.BooleanField(label=_("Ask how it was when a conversation is resolved"), required=False)
    keeps_journey = forms.BooleanField(
        label=_("Show the team what visitors did on the site"),
        required=False,
        help_text=_(
            "Pages they viewed, without what follows the “?”, and events your site tells of. Nothing is kept "
            "of visitors who never open the chat."
        ),
    )
    escalation_team = forms.ModelChoiceField(
        Team.objects.none(),
        label=_("Escalated conversations go to"),
        required=False,
        empty_label=_("No team"),
        help_text=_("A conversation that has a team already stays with it."),
    )
    escalation_owner = forms.ModelChoiceField(
        Member.objects.none(),
        label=_("Escalated conversations are owned by"),
        required=False,
        empty_label=_("Nobody, or whom the team's rule finds"),
        help_text=_("Only where nobody, and no playbook, has given the conversation to somebody."),
    )
    escalation_priority = forms.ChoiceField(
        label=_("Who asks for a person or is dissatisfied gets at least the priority"),
        required=False,
        choices=[("", _("As it is")), *Ticket.Priority.choices[1:]],
    )

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["escalation_team"].queryset = Team.objects.for_tenant(tenant)  # type: ignore[attr-defined]
        who_answer = Member.objects.for_tenant(tenant).who_answer()
        self.fields["escalation_owner"].queryset = who_answer  # type: ignore[attr-defined]

    def clean_escalation_team(self) -> int | None:
        team: Team | None = self.cleaned_data["escalation_team"]
        return team.pk if team else None

    def clean_escalation_owner(self) -> int | None:
        owner: Member | None = self.cleaned_data["escalation_owner"]
        return owner.pk if owner else None

    def clean_accent(self) -> str:
        accent: str = self.cleaned_data["accent"].strip().lower()
        if not colour.is_colour(accent):
            raise forms.ValidationError(_("Write a colour like #2f5fd0."))
        return accent

    def clean_allowed_domains(self) -> list[str]:
        lines = [line for line in self.cleaned_data["allowed_domains"].splitlines() if line.strip()]
        try:
            return list(dict.fromkeys(clean_domain(line) for line in lines))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def looks(self) -> dict[str, Any]:
        """The fields that belong to the channel's settings."""
        return {name: value for name, value in self.cleaned_data.items() if name != "is_enabled"}
