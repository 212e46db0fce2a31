from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member, Team, Tenant
from conversations.models import Channel
from conversations.text import readable
from guidance.conditions import Conditions, Intent, Sentiment
from guidance.fields import LinesField, WordsField
from guidance.forms import multi_line
from guidance.matching import parts_of
from guidance.models import DestinationKind, PlaybookRule, Priority

LIST_FIELDS = ("keywords", "intents", "categories", "sentiments", "plans", "segments", "channel_ids")
AS_IT_IS = ("", gettext_lazy("Leave as it is"))


def ticks(label: Any, choices: Any = ()) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class PlayRuleForm(forms.Form):
    """A playbook's rule: its conditions, and what happens when all of them hold."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    keywords = LinesField(
        label=gettext_lazy("Words in the message"),
        help_text=gettext_lazy(
            "One a line, one is enough. Whole words in any case, with their simple endings."
        ),
    )
    intents = ticks(gettext_lazy("What the message does"), Intent.choices)
    sentiments = ticks(gettext_lazy("How it sounds"), Sentiment.choices)
    categories = WordsField(label=gettext_lazy("Category"))
    plans = WordsField(label=gettext_lazy("Customer's plan"))
    segments = WordsField(label=gettext_lazy("Customer's segment"))
    channel_ids = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Channel"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    confidence_below = forms.FloatField(
        label=gettext_lazy("Confidence below"),
        required=False,
        min_value=0.01,
        max_value=1,
        help_text=gettext_lazy("0.01 to 1; known once the AI has tried an answer."),
        widget=forms.NumberInput(attrs={"step": "0.01"}),
    )
    unhelpful_turns = forms.IntegerField(
        label=gettext_lazy("Unhelpful turns, at least"),
        required=False,
        min_value=1,
        max_value=20,
        help_text=gettext_lazy("The AI asked back, or the customer was not satisfied after it answered."),
    )
    outside_hours = forms.BooleanField(label=gettext_lazy("Outside business hours"), required=False)
    destination = forms.ChoiceField(
        label=gettext_lazy("Where to"), choices=DestinationKind.choices, required=False
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), label=gettext_lazy("Team"), required=False, empty_label=gettext_lazy("Choose")
    )
    member = forms.ModelChoiceField(
        Member.objects.none(),
        label=gettext_lazy("Member"),
        required=False,
        empty_label=gettext_lazy("Choose"),
    )
    address = forms.CharField(
        label=gettext_lazy("Slack channel or email address"), required=False, max_length=254
    )
    priority = forms.ChoiceField(
        label=gettext_lazy("Raise the priority to"), choices=[AS_IT_IS, *Priority.choices], required=False
    )
    message = forms.CharField(
        label=gettext_lazy("What the customer reads"),
        required=False,
        max_length=2000,
        widget=multi_line(2),
        help_text=gettext_lazy("The ticket's reference is added. Empty: the usual words of a hand-over."),
    )

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["channel_ids"].choices = [
            (channel.pk, channel.name) for channel in Channel.objects.for_tenant(tenant)
        ]
        fields["team"].queryset = Team.objects.for_tenant(tenant)
        fields["member"].queryset = Member.objects.for_tenant(tenant).who_answer()

    @classmethod
    def of(cls, rule: PlaybookRule) -> PlayRuleForm:
        own = ("name", "destination", "team", "member", "address", "priority", "message")
        initial = {name: getattr(rule, name) for name in own} | rule.condition.model_dump()
        return cls(initial=initial, tenant=rule.playbook.tenant)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["message"] = readable(cleaned.get("message", ""))
        if wrong := next((word for word in cleaned.get("keywords", ()) if not parts_of(word)), None):
            self.add_error("keywords", _("“%(phrase)s” has no word in it.") % {"phrase": wrong})
        if not self.errors and self.conditions.is_empty:
            raise forms.ValidationError(_("Fill in at least one condition: without any it would never fire."))
        self._check_destination(cleaned)
        return cleaned

    def _check_destination(self, cleaned: dict[str, Any]) -> None:
        kind, address = cleaned.get("destination", ""), " ".join(cleaned.get("address", "").split())
        if kind == DestinationKind.TEAM and not cleaned.get("team"):
            self.add_error("team", _("Choose the team."))
        if kind == DestinationKind.MEMBER and not cleaned.get("member"):
            self.add_error("member", _("Choose the member."))
        if kind == DestinationKind.SLACK and not address.strip("#"):
            self.add_error("address", _("Write the Slack channel's name, like #urgent."))
        if kind == DestinationKind.EMAIL:
            try:
                EmailValidator()(address)
            except forms.ValidationError:
                self.add_error("address", _("Write one email address, like night@example.com."))
        if kind == DestinationKind.SLACK:
            address = f"#{address.lstrip('#')}"
        # What another kind of destination was filled in with before does not stay behind.
        cleaned["address"] = address if kind in (DestinationKind.SLACK, DestinationKind.EMAIL) else ""
        cleaned["team"] = cleaned.get("team") if kind == DestinationKind.TEAM else None
        cleaned["member"] = cleaned.get("member") if kind == DestinationKind.MEMBER else None

    @property
    def conditions(self) -> Conditions:
        given = {name: self.cleaned_data.get(name) for name in Conditions.model_fields}
        lists = {name: given[name] or () for name in LIST_FIELDS}
        return Conditions.model_validate({**given, **lists})

    @property
    def values(self) -> dict[str, Any]:
        own = ("name", "destination", "team", "member", "address", "priority", "message")
        conditions = self.conditions.model_dump(mode="json", exclude_defaults=True)
        return {name: self.cleaned_data[name] for name in own} | {"conditions": conditions}
