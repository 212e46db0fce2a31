from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from agent.chat.categories import names_of
from agent.chat.deciding import Wording
from agent.models import TicketSuggestion
from agent.models.chat import COMMENT_MAX_CHARACTERS
from ai.types.analysing import SUMMARY_LENGTH, TITLE_LENGTH
from conversations.text import readable
from tickets.models import Ticket


class SeenField(forms.CharField):
    """Text without what can not be seen, or turns the text beside it."""

    def to_python(self, value: object) -> str:
        return readable(super().to_python(value) or "")


class WordingForm(forms.Form):
    """A suggestion as somebody words it before it becomes a ticket."""

    title = SeenField(label=_("Title"), max_length=TITLE_LENGTH)
    summary = SeenField(
        label=_("Summary"), max_length=SUMMARY_LENGTH, widget=forms.Textarea(attrs={"rows": 4})
    )
    priority = forms.ChoiceField(label=_("Priority"), choices=Ticket.Priority.choices)
    category = forms.ChoiceField(label=_("Category"))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        suggestion: TicketSuggestion,
        categories: Mapping[str, str] | None = None,
    ) -> None:
        """`categories` are the tenant's by key, where they are known already."""
        shown = {name: getattr(suggestion, name) for name in ("title", "summary", "priority", "category")}
        # Several of them are on one page: their ids must differ.
        super().__init__(data, initial=shown, auto_id=f"id_{suggestion.pk}_%s")
        names = dict(names_of(suggestion.tenant) if categories is None else categories)
        # A category that was renamed since it was suggested can still be kept.
        names.setdefault(suggestion.category, suggestion.category)
        self.fields["category"].choices = list(names.items())  # type: ignore[attr-defined]

    def wording(self) -> Wording:
        return Wording(**self.cleaned_data)


class FeedbackForm(forms.Form):
    rating = forms.IntegerField(min_value=1, max_value=5)
    comment = SeenField(max_length=COMMENT_MAX_CHARACTERS, required=False)
