from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from channels_app.widget import colour
from channels_app.widget.domains import clean_domain


class WidgetForm(forms.Form):
    """How the widget looks and where it may be."""

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
