from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from knowledge.audience import Condition
from knowledge.listing import STATES, Filters
from knowledge.models import Article, ContentSettings

CONDITIONS_AT_MOST = 20
_SEPARATORS = re.compile(r"[,;\n]+")


class TextForm(forms.Form):
    """Title and body. Their limits are the service's, which says them in its own words."""

    title = forms.CharField(label=gettext_lazy("Title"), required=False)
    body = forms.CharField(label=gettext_lazy("Text"), required=False, strip=False, widget=forms.Textarea)
    base = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class DetailsForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Article.Kind.choices)
    category = forms.CharField(label=gettext_lazy("Category"), required=False, max_length=80)


class ApprovalForm(forms.Form):
    approval = forms.ChoiceField(
        label=gettext_lazy("Another member approves a text before it goes live"),
        choices=ContentSettings.Approval.choices,
        widget=forms.RadioSelect,
    )


class MomentForm(forms.Form):
    """A moment in the member's own time zone, or with an offset of its own."""

    at = forms.DateTimeField(error_messages={"required": gettext_lazy("Choose a day and a time.")})

    def moment(self) -> datetime:
        """Raises ValueError, with a text for the person."""
        if not self.is_valid():
            raise ValueError(" ".join(str(error) for error in self.errors["at"]))
        at: datetime = self.cleaned_data["at"]
        return at


class FilterForm(forms.Form):
    """Wrong values in a hand-written address count as not asked for."""

    q = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(required=False, choices=[("", ""), *Article.Kind.choices])
    state = forms.ChoiceField(required=False, choices=[(state, state) for state in ("", *STATES)])
    category = forms.CharField(required=False, max_length=80)

    def filters(self) -> Filters:
        self.is_valid()
        found: dict[str, Any] = self.cleaned_data
        return Filters(
            words=found.get("q", ""),
            kind=found.get("kind", ""),
            state=found.get("state", ""),
            category=found.get("category", ""),
        )


def read_conditions(data: QueryDict) -> list[Condition]:
    """The audience's rows as typed: `countries`, `plans` and `segments`, one entry a row, commas inside."""
    rows = zip(data.getlist("countries"), data.getlist("plans"), data.getlist("segments"), strict=False)
    conditions = [
        Condition.of(countries=_values(countries), plans=_values(plans), segments=_values(segments))
        for countries, plans, segments in list(rows)[:CONDITIONS_AT_MOST]
    ]
    return [condition for condition in conditions if not condition.is_empty]


def clean_conditions(data: QueryDict) -> list[Condition]:
    """Those rows, checked. Raises ValueError, with a text for the person."""
    conditions = read_conditions(data)
    for condition in conditions:
        condition.check()
    return conditions


def _values(text: str) -> list[str]:
    return _SEPARATORS.split(text.replace("\x00", ""))
