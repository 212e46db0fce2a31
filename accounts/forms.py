from __future__ import annotations

from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Team, User

MOST_TICKETS = 1000


@lru_cache
def zone_names() -> list[str]:
    return sorted(name for name in available_timezones() if "/" in name or name == "UTC")


def roles_granted_by(member: Member) -> list[tuple[str, Any]]:
    """Only an owner makes an owner."""
    return [
        (role, label) for role, label in Member.Role.choices if role != Member.Role.OWNER or member.is_owner
    ]


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("Email address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), initial=Member.Role.AGENT)

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_granted_by(by)  # type: ignore[attr-defined]


class ApiKeyForm(forms.Form):
    name = forms.CharField(label=_("New key: what is it for?"), max_length=80)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Member.Role.choices)


class TeamForm(forms.ModelForm[Team]):
    class Meta:
        model = Team
        fields = ["name"]
        labels = {"name": _("Team name")}


class TeamMembersForm(forms.Form):
    members = forms.ModelMultipleChoiceField(queryset=Member.objects.none(), required=False)

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = Member.objects.for_tenant(by.tenant)  # type: ignore[attr-defined]


class TeamAssignmentForm(forms.ModelForm[Team]):
    """The team's rule, and how many tickets each of its members has at most."""

    class Meta:
        model = Team
        fields = ["assignment", "capacity"]
        labels = {
            "assignment": _("Tickets without an owner are given out"),
            "capacity": _("Open tickets each, at most"),
        }
        help_texts = {"assignment": "", "capacity": _("Empty for any number.")}
        widgets = {"capacity": forms.NumberInput(attrs={"min": 1, "max": MOST_TICKETS})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"team-{self.instance.pk}-%s"
        self.places = list(self.instance.places.all())
        for place in self.places:
            self.fields[f"place_{place.pk}"] = forms.IntegerField(
                label=place.member.name,
                required=False,
                min_value=1,
                max_value=MOST_TICKETS,
                initial=place.capacity,
            )

    def own_limits(self) -> list[BoundField]:
        """A field for each member: their limit, where it is not the team's."""
        return [self[f"place_{place.pk}"] for place in self.places]

    def capacities(self) -> dict[int, int | None]:
        """What was given for each member's place in the team, by the place's key."""
        return {place.pk: self.cleaned_data[f"place_{place.pk}"] for place in self.places}

    def clean_capacity(self) -> int | None:
        capacity: int | None = self.cleaned_data["capacity"]
        if capacity is not None and not 1 <= capacity <= MOST_TICKETS:
            raise ValidationError(_("Write a number from 1 to %(most)d.") % {"most": MOST_TICKETS})
        return capacity


class AuditFilterForm(forms.Form):
    action = forms.CharField(required=False)
    before = forms.IntegerField(required=False, min_value=0)
    after = forms.IntegerField(required=False, min_value=0)


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    timezone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"name": member.user.name, "timezone": member.timezone})
        super().__init__(*args, **kwargs)
        of_tenant = _("The organisation's: %(zone)s") % {"zone": member.tenant.timezone}
        zones = [(name, name.replace("_", " ")) for name in zone_names()]
        self.fields["timezone"].choices = [("", of_tenant), *zones]  # type: ignore[attr-defined]


class RegisterForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 8 characters, and nothing that is easy to guess."),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password:
            person = User(email=self.email, name=cleaned.get("name", ""))
            try:
                password_validation.validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned
