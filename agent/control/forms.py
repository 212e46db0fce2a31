from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ai.models import AISettings
from conversations.models import Channel


class AIForm(forms.ModelForm):
    """The AI as a whole."""

    class Meta:
        model = AISettings
        fields = ["is_on", "monthly_budget", "resolve_after_hours", "recontact_days"]
        labels = {
            "is_on": _("The AI is on"),
            "monthly_budget": _("Monthly budget in US dollars"),
            "resolve_after_hours": _("Resolve after silence, in hours"),
            "recontact_days": _("Re-contact window, in days"),
        }


class ChannelAIForm(forms.ModelForm):
    """What the AI may do in one channel, and how sure it must be."""

    class Meta:
        model = Channel
        fields = ["ai_mode", "ai_threshold"]
        labels = {"ai_mode": _("What it does"), "ai_threshold": _("Least confidence to answer alone")}
        widgets = {"ai_threshold": forms.NumberInput(attrs={"min": 0, "max": 1, "step": "0.05"})}
        help_texts = {
            "ai_threshold": _(
                "From 0 to 1. A higher one answers fewer questions alone, and is wrong less often; "
                "what falls below goes to people."
            )
        }

    # Channels of one page have the same fields: their ids must differ.
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.auto_id = f"id_{self.instance.pk}_%s"

    def clean_ai_threshold(self) -> float:
        threshold: float = self.cleaned_data["ai_threshold"]
        if not 0 <= threshold <= 1:
            raise forms.ValidationError(_("Write a number from 0 to 1, as 0.6."))
        return threshold
