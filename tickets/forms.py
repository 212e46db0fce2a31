from __future__ import annotations

import hashlib
from typing import Any

from django import forms

from accounts.models import Member, Team, Tenant
from tickets.models import Ticket


class MessageForm(forms.Form):
    text = forms.CharField(widget=forms.Textarea, strip=True, required=True)
    source_id = forms.CharField(max_length=100, required=False)

    def message_id(self) -> str:
        """Names what was sent: the same text of the same form is the same message, also when it is sent
        again because the answer was lost; changed, it is another."""
        form_id = self.cleaned_data["source_id"]
        digest = hashlib.sha256(self.cleaned_data["text"].encode()).hexdigest()[:16]
        return f"form:{form_id}:{digest}" if form_id else ""


class PriorityForm(forms.Form):
    priority = forms.ChoiceField(choices=Ticket.Priority.choices)


class AssignForm(forms.Form):
    owner = forms.ModelChoiceField(Member.objects.none(), required=False)
    team = forms.ModelChoiceField(Team.objects.none(), required=False)

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Member.objects.for_tenant(tenant).who_answer()  # type: ignore[attr-defined]
        self.fields["team"].queryset = Team.objects.for_tenant(tenant)  # type: ignore[attr-defined]
