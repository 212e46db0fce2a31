from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Tenant
from conversations.models import Channel
from conversations.text import readable
from guidance.fields import LinesField, MomentField, WordsField
from guidance.matching import parts_of
from guidance.models import GuidancePack, Length, Tone
from guidance.rule_kinds import BY_VALUE, KINDS

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,4})?", re.IGNORECASE)


def multi_line(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class PackForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    tone = forms.ChoiceField(label=gettext_lazy("Tone"), choices=Tone.choices, required=False)
    custom_tone = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=1000,
        widget=multi_line(2),
        help_text=gettext_lazy("Added to the preset, or instead of one."),
    )
    length = forms.ChoiceField(label=gettext_lazy("Length"), choices=Length.choices, required=False)
    languages = WordsField(
        label=gettext_lazy("Languages"),
        help_text=gettext_lazy("Codes like en, de. The first one serves customers who write in another."),
    )
    channel_ids = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Channels"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    rollout_percent = forms.IntegerField(
        label=gettext_lazy("Rollout"), min_value=0, max_value=100, initial=100
    )
    starts_at = MomentField(label=gettext_lazy("From"))
    ends_at = MomentField(label=gettext_lazy("Until"))
    preview_notes = forms.CharField(
        label=gettext_lazy("Notes for colleagues"),
        required=False,
        max_length=4000,
        widget=multi_line(2),
        help_text=gettext_lazy(
            "What to look at before it is switched on. Neither the AI nor customers see them."
        ),
    )
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tenant = tenant
        channels = Channel.objects.for_tenant(tenant)
        self.fields["channel_ids"].choices = [(channel.pk, channel.name) for channel in channels]  # type: ignore[attr-defined]

    @classmethod
    def of(cls, pack: GuidancePack, *, base: int) -> PackForm:
        names = [name for name in cls.base_fields if name != "base"]
        initial = {name: getattr(pack, name) for name in names}
        return cls(initial={**initial, "base": base}, tenant=pack.tenant)

    def clean_name(self) -> str:
        return _cleaned_line(self.cleaned_data["name"])

    def clean_languages(self) -> list[str]:
        codes: list[str] = self.cleaned_data["languages"]
        wrong = next((code for code in codes if not _LANGUAGE.fullmatch(code)), None)
        if wrong:
            raise ValidationError(
                _("“%(code)s” is no language code. Write codes like en, de or pt-br.") % {"code": wrong}
            )
        return list(dict.fromkeys(code.lower() for code in codes))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It ends before it begins. Choose a later moment."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "base"}


class RuleForm(forms.Form):
    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in KINDS])
    phrases = LinesField()
    sentence = forms.CharField(required=False, max_length=1000, widget=multi_line(2))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = BY_VALUE.get(cleaned.get("kind", ""))
        if kind is None or self.errors:
            return cleaned
        phrases = cleaned["phrases"] = cleaned["phrases"] if kind.phrases_label else []
        sentence = cleaned["sentence"] = readable(cleaned["sentence"]) if kind.sentence_label else ""
        if kind.sentence_label and not sentence:
            self.add_error("sentence", _("Write the sentence."))
        if not kind.sentence_label and not phrases:
            self.add_error("phrases", _("Write at least one word or phrase."))
        if wrong := next((phrase for phrase in phrases if not parts_of(phrase)), None):
            self.add_error("phrases", _("“%(phrase)s” has no word in it.") % {"phrase": wrong})
        return cleaned


class PlaybookForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)

    def clean_name(self) -> str:
        return _cleaned_line(self.cleaned_data["name"])


def _cleaned_line(text: str) -> str:
    line = " ".join(readable(text).split())
    if not line:
        raise ValidationError(_("Write a name that can be read."))
    return line
