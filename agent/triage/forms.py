from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agent.models import TriageSettings
from agent.triage.payloads import TextRefused, clean_text

CATEGORIES_AT_MOST = 30
NAME_CHARACTERS, ABOUT_CHARACTERS = 60, 300


class ReadableField(forms.CharField):
    """As the API takes a text: without what nobody can read."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        # Counted after cleaning, and here only: a browser that counts cuts a long paste without a word.
        super().__init__(strip=False, **kwargs)

    def clean(self, value: Any) -> str:
        try:
            return clean_text(value or "", str(self.label))
        except TextRefused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"rows": 8, "dir": "auto", **super().widget_attrs(widget)}


class TicketTextForm(forms.Form):
    description = ReadableField(label=gettext_lazy("What the customer wrote"))


class AnswerForm(forms.Form):
    # The questions, then what is wrong with the answer.
    described = forms.Textarea(attrs={"aria-describedby": "triage-asked id_additional_details_error"})
    additional_details = ReadableField(label=gettext_lazy("Your answer"), widget=described)


class TriageSettingsForm(forms.ModelForm):
    categories_text = forms.CharField(
        label=gettext_lazy("Categories"),
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=gettext_lazy(
            "One a line, and what belongs to it after a colon. Categories of your own are recognised by "
            "that, and better with each ticket you correct."
        ),
    )

    class Meta:
        model = TriageSettings
        fields = [
            "triages_new", "applies_category", "least_confidence", "issue_threshold", "rounds", "keep_days",
        ]  # fmt: skip
        widgets = {
            name: forms.NumberInput(attrs={"min": 0, "max": 1, "step": "0.05"})
            for name in ("least_confidence", "issue_threshold")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = (f"{one['name']}: {one['about']}".rstrip(": ") for one in self.instance.categories)
        self.fields["categories_text"].initial = "\n".join(lines)

    def clean_categories_text(self) -> list[dict[str, str]]:
        lines = [line for line in self.cleaned_data["categories_text"].splitlines() if line.strip()]
        found = [_category(line) for line in lines]
        names = [category["name"].casefold() for category in found]
        if not found or len(found) > CATEGORIES_AT_MOST:
            raise forms.ValidationError(
                _("Write one category at least, and %(most)d at most.") % {"most": CATEGORIES_AT_MOST}
            )
        if len(set(names)) < len(names) or not all(names):
            raise forms.ValidationError(_("Every category needs a name of its own."))
        return found

    def chosen(self) -> dict[str, Any]:
        fields = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        return {**fields, "categories": self.cleaned_data["categories_text"]}


def _category(line: str) -> dict[str, str]:
    name, _colon, about = line.partition(":")
    return {"name": name.strip()[:NAME_CHARACTERS], "about": about.strip()[:ABOUT_CHARACTERS]}
