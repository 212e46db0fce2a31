"""Form fields for lists of words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conversations.text import readable

AT_MOST = 50
CHARACTERS_AT_MOST = 120


class WordsField(forms.CharField):
    """Words or phrases with `separator` between them; cleaned to a list without repeats."""

    separator = ","
    joined_by = ", "

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 8000, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return self.joined_by.join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> Any:
        parts = readable(super().clean(value)).split(self.separator)
        words = list(dict.fromkeys(word for part in parts if (word := " ".join(part.split()))))
        if len(words) > AT_MOST or any(len(word) > CHARACTERS_AT_MOST for word in words):
            raise ValidationError(
                _("At most %(most)d, each of at most %(characters)d characters. Shorten the list."),
                params={"most": AT_MOST, "characters": CHARACTERS_AT_MOST},
            )
        return words


class LinesField(WordsField):
    """One a line."""

    separator = "\n"
    joined_by = "\n"
    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
        super().__init__(**{"widget": widget, **kwargs})


class MomentField(forms.DateTimeField):
    """A moment in the member's zone, as a browser's own picker says it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(**{"required": False, "widget": widget, **kwargs})
