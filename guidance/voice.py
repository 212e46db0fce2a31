"""What each preset asks of a model, and the same thing said in each tone: words for the page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guidance.models.pack import Length, Tone

TONES = {
    Tone.PLAIN.value: "Use plain everyday words and short sentences. No jargon, no idioms.",
    Tone.WARM.value: "Be warm and personal: show that you understand, then help. Do not gush.",
    Tone.FORMAL.value: "Be formal and courteous: full sentences, no contractions, no humour.",
    Tone.CONCISE.value: "Be concise: the answer first, no greeting, no filler.",
    Tone.UPBEAT.value: "Be friendly and positive, and never make light of a problem.",
}
LENGTHS = {
    Length.SHORT.value: "Keep the answer to one to three sentences.",
    Length.MEDIUM.value: "Keep the answer to a short paragraph, or a list of steps.",
    Length.LONG.value: "Be thorough: every step, and what to do when it does not work.",
}
# Written by people, to hear the difference. Not what a model will write.
EXAMPLES = {
    Tone.PLAIN.value: _("You can change your card in Settings, under Billing. It takes effect right away."),
    Tone.WARM.value: _(
        "Thanks for asking, that's easily sorted. Open Settings, then Billing, and put the new card in."
    ),
    Tone.FORMAL.value: _(
        "You may change the payment card under Settings > Billing. The change will take effect immediately."
    ),
    Tone.CONCISE.value: _("Settings > Billing > Change card."),
    Tone.UPBEAT.value: _("Good news: that's a quick one. Settings, Billing, and your new card is in."),
}
