from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agent.dissatisfaction.phrases import DEFAULTS
from agent.models import EscalationSettings
from agent.understanding.normal import normal
from ai.models import AISettings
from conversations.models import Channel
from conversations.text import readable
from guidance.matching import parts_of

PHRASES_AT_MOST = 200
PHRASE_LENGTH = 80


class ShownForm(forms.ModelForm):
    """Carries along what the page showed: saving undoes no other change that was made meanwhile."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def chosen(self) -> dict[str, Any]:
        """The fields whose value is not what was shown; all of which nothing was shown."""
        changed = set(self.changed_data)
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name in changed or self.add_initial_prefix(name) not in self.data
        }


class AIForm(ShownForm):
    """The AI as a whole."""

    class Meta:
        model = AISettings
        fields = [
            "is_on",
            "monthly_budget",
            "fallback",
            "resolve_after_hours",
            "recontact_days",
            "finds_tickets",
            "ticket_threshold",
        ]
        labels = {
            "is_on": _("The AI is on"),
            "monthly_budget": _("Monthly budget in US dollars"),
            "fallback": _("When the provider can't answer"),
            "resolve_after_hours": _("Resolve after silence, in hours"),
            "recontact_days": _("Re-contact window, in days"),
            "finds_tickets": _("It suggests tickets from chats"),
            "ticket_threshold": _("Least confidence to suggest a ticket"),
        }
        widgets = {"ticket_threshold": forms.NumberInput(attrs={"min": 0, "max": 1, "step": "0.05"})}


class ChannelAIForm(ShownForm):
    """What the AI may do in one channel, and how sure it must be."""

    class Meta:
        model = Channel
        fields = ["ai_mode", "ai_threshold", "ai_unsure"]
        labels = {
            "ai_mode": _("What it does"),
            "ai_threshold": _("Least confidence to answer alone"),
            "ai_unsure": _("When it is not sure"),
        }
        widgets = {"ai_threshold": forms.NumberInput(attrs={"min": 0, "max": 1, "step": "0.05"})}
        help_texts = {
            "ai_threshold": _(
                "From 0 to 1. A higher one answers fewer questions alone, and is wrong less often; "
                "below it, what is chosen under “When it is not sure” happens."
            )
        }

    # Channels of one page have the same fields: their ids must differ.
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_{self.instance.pk}_%s"

    def clean_ai_threshold(self) -> float:
        threshold: float = self.cleaned_data["ai_threshold"]
        if not 0 <= threshold <= 1:
            raise forms.ValidationError(_("Write a number from 0 to 1, as 0.6."))
        return threshold


class EscalationForm(ShownForm):
    """When a dissatisfied customer gets a person, and who is told."""

    phrases = forms.CharField(
        label=_("Phrases of a dissatisfied customer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "One a line, in any case; “…” stands for up to three words. What is denied (“not confusing at "
            "all”) does not count. The hub knows other words for the same by itself. Empty: its own list."
        ),
    )

    class Meta:
        model = EscalationSettings
        fields = ["threshold", "phrases", "kept_messages", "support_email"]
        labels = {
            "threshold": _("Dissatisfied messages until a person takes over"),
            "kept_messages": _("Messages of a conversation that are kept in mind"),
            "support_email": _("Support address"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["phrases"] = "\n".join(self.instance.listened_for)
        self.auto_id = "id_escalation_%s"

    def clean_phrases(self) -> list[str]:
        lines = [readable(" ".join(line.split())) for line in self.cleaned_data["phrases"].splitlines()]
        phrases = list({normal(line): line for line in reversed(lines) if line}.values())[::-1]
        if len(phrases) > PHRASES_AT_MOST:
            raise forms.ValidationError(
                _("These are %(count)d phrases; at most %(most)d fit."),
                params={"count": len(phrases), "most": PHRASES_AT_MOST},
            )
        for phrase in phrases:
            if len(phrase) > PHRASE_LENGTH or not parts_of(phrase):
                raise forms.ValidationError(
                    _("“%(phrase)s” is no phrase: write words, %(most)d characters at most."),
                    params={"phrase": phrase[:PHRASE_LENGTH], "most": PHRASE_LENGTH},
                )
        # The hub's own list grows with the hub; only what differs from it is kept.
        return [] if set(map(normal, phrases)) == set(map(normal, DEFAULTS)) else phrases
