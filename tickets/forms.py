from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Member, Team, Tenant
from tickets.models import Ticket


class MessageForm(forms.Form):
    text = forms.CharField(widget=forms.Textarea, strip=True, required=True)
    source_id = forms.CharField(max_length=100, required=False)


class PriorityForm(forms.Form):
    priority = forms.ChoiceField(choices=Ticket.Priority.choices)


class AssignForm(forms.Form):
    owner = forms.ModelChoiceField(Member.objects.none(), required=False)
    team = forms.ModelChoiceField(Team.objects.none(), required=False)

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Member.objects.for_tenant(tenant).who_answer()  # type: ignore[attr-defined]
        self.fields["team"].queryset = Team.objects.for_tenant(tenant)  # type: ignore[attr-defined]
