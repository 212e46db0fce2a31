from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from tickets.models.notification import Choice, Email, Notification, NotificationSettings

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class NotificationSettingsForm(forms.ModelForm[NotificationSettings]):
    """A row for each kind: in the hub or not, and when by email."""

    class Meta:
        model = NotificationSettings
        fields = ["digest_minutes", "quiet_from", "quiet_until"]
        labels = {
            "digest_minutes": _("Send a digest every"),
            "quiet_from": _("No mail from"),
            "quiet_until": _("until"),
        }
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in Notification.Kind.choices:
            chosen = self.instance.choice(kind)
            self.fields[f"{kind}_in_app"] = forms.BooleanField(
                label=_("In the hub: %(kind)s") % {"kind": label}, required=False, initial=chosen.in_app
            )
            self.fields[f"{kind}_email"] = forms.ChoiceField(
                label=_("By email: %(kind)s") % {"kind": label}, choices=Email.choices, initial=chosen.email
            )

    def kinds(self) -> Iterator[tuple[StrOrPromise, BoundField, BoundField]]:
        """For each row of the table its name, its box and its list."""
        for kind, label in Notification.Kind.choices:
            yield label, self[f"{kind}_in_app"], self[f"{kind}_email"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        quiet = (cleaned.get("quiet_from"), cleaned.get("quiet_until"))
        if (quiet[0] is None) != (quiet[1] is None):
            self.add_error("quiet_until", _("Give both times, or neither."))
        elif quiet[0] is not None and quiet[0] == quiet[1]:
            self.add_error("quiet_until", _("Choose two different times."))
        return cleaned

    def choices(self) -> dict[str, Choice]:
        cleaned = self.cleaned_data
        return {
            kind: Choice(in_app=cleaned[f"{kind}_in_app"], email=cleaned[f"{kind}_email"])
            for kind in Notification.Kind.values
        }
