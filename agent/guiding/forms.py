from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from agent.understanding import intents_in, sentiment_of
from conversations.models import Channel
from guidance.evaluation import Situation
from tickets.models import Category

HOURS = {"": None, "open": True, "closed": False}


class TryForm(forms.Form):
    """A made-up message, and what else would be known."""

    message = forms.CharField(
        label=_("The customer's message"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("Category"), required=False, empty_label=_("Not known")
    )
    channel = forms.ModelChoiceField(
        Channel.objects.none(), label=_("Channel"), required=False, empty_label=_("Not known")
    )
    plan = forms.CharField(label=_("Plan"), max_length=50, required=False)
    segment = forms.CharField(label=_("Segment"), max_length=50, required=False)
    confidence = forms.FloatField(
        label=_("Confidence of the AI's answer"),
        min_value=0,
        max_value=1,
        required=False,
        widget=forms.NumberInput(attrs={"step": "0.01"}),
    )
    unhelpful_turns = forms.IntegerField(
        label=_("Unhelpful turns so far"), min_value=0, max_value=100, required=False
    )
    hours = forms.ChoiceField(
        label=_("Business hours"),
        choices=[("", _("Not set")), ("open", _("Within them")), ("closed", _("Outside them"))],
        required=False,
    )
    with_off = forms.BooleanField(label=_("Try rules that are off too"), required=False)

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["category"].queryset = Category.objects.for_tenant(tenant)
        fields["channel"].queryset = Channel.objects.for_tenant(tenant)

    @property
    def situation(self) -> Situation:
        given = self.cleaned_data
        return Situation(
            text=given["message"],
            intents=intents_in(given["message"]),
            sentiment=sentiment_of(given["message"]),
            category=given["category"].name if given["category"] else "",
            confidence=given["confidence"],
            plan=given["plan"],
            segment=given["segment"],
            channel_id=given["channel"].pk if given["channel"] else None,
            is_open=HOURS[given["hours"]],
            unhelpful_turns=given["unhelpful_turns"] or 0,
        )
