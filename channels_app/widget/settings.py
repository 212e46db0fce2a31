"""What a widget channel's `settings` hold."""

from __future__ import annotations

import secrets
from datetime import datetime, time
from typing import Literal, Self

from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from accounts.models import Tenant
from channels_app.widget import colour
from channels_app.widget.domains import clean_domain
from conversations.models import Channel


class OpenHours(BaseModel):
    """Days of the week (0 is Monday) and the hours on them, in the tenant's time zone."""

    days: list[int] = [0, 1, 2, 3, 4]
    opens: time = time(9)
    closes: time = time(17)

    @field_validator("days")
    @classmethod
    def _are_days(cls, days: list[int]) -> list[int]:
        if not all(0 <= day <= 6 for day in days):
            raise ValueError("a day is 0 (Monday) to 6 (Sunday)")
        return days

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("it must open before it closes")
        return self

    def include(self, moment: datetime) -> bool:
        return moment.weekday() in self.days and self.opens <= moment.time() < self.closes


class DemoFeature(BaseModel):
    title: str
    text: str


class DemoSite(BaseModel):
    """The words of the demo's page of the tenant's own site."""

    hero_title: str
    paragraph: str
    features: list[DemoFeature] = []


class WidgetSettings(BaseModel):
    # Keys of a later version survive an older process.
    model_config = ConfigDict(extra="ignore")

    greeting: str = Field(default="", max_length=500)
    accent: str = "#2f5fd0"
    position: Literal["right", "left"] = "right"
    allowed_domains: list[str] = []
    assistant_name: str = Field(default="", max_length=60)
    reply_time: str = Field(default="", max_length=120)
    office_hours: list[OpenHours] = []
    identity_secret: str = ""
    asks_csat: bool = True
    keeps_journey: bool = True
    escalation_team: int | None = None
    escalation_owner: int | None = None
    # "" raises none.
    escalation_priority: Literal["", "medium", "high", "critical"] = "high"
    demo_site: DemoSite | None = None

    @field_validator("accent")
    @classmethod
    def _is_colour(cls, value: str) -> str:
        value = value.strip().lower()
        if not colour.is_colour(value):
            raise ValueError("a colour is written like #2f5fd0")
        return value

    @field_validator("allowed_domains")
    @classmethod
    def _are_domains(cls, values: list[str]) -> list[str]:
        return list(dict.fromkeys(clean_domain(value) for value in values if value.strip()))

    @classmethod
    def of(cls, channel: Channel) -> Self:
        return cls.model_validate(channel.settings)

    def save_to(self, channel: Channel) -> None:
        """Write into the channel's row, leaving keys we do not know. Does not save."""
        channel.settings = {**channel.settings, **self.model_dump(mode="json")}

    def is_office_open(self, tenant: Tenant) -> bool:
        """Whether people answer now; always, where no hours are set."""
        now = timezone.now().astimezone(tenant.zone)
        return not self.office_hours or any(hours.include(now) for hours in self.office_hours)


def new_secret() -> str:
    return secrets.token_urlsafe(32)
