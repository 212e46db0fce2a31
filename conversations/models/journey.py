from __future__ import annotations

from urllib.parse import urlsplit

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from conversations.models.channel import Channel
from conversations.models.customer import Customer
from conversations.querysets import JourneyQuerySet
from conversations.text import in_words

NAME_MAX_CHARACTERS = 200
URL_MAX_CHARACTERS = 500


class JourneyEvent(models.Model):
    """A page a customer viewed, or an event the tenant's own site told of them.

    `name` is the page's title or the event's name, `url` the page it happened on. All of it is what the
    customer's browser says: nothing of it is proved.
    """

    class Kind(models.TextChoices):
        PAGE_VIEW = "page_view", _("Page view")
        EVENT = "event", _("Event")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="journey", db_index=False)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=NAME_MAX_CHARACTERS, blank=True)
    url = models.CharField(max_length=URL_MAX_CHARACTERS, blank=True)
    properties = models.JSONField(default=dict, blank=True)
    client_id = models.CharField(
        max_length=100, help_text=_("The browser's own name for it: sent again, it is the same one.")
    )
    happened_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)

    objects = JourneyQuerySet["JourneyEvent"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-happened_at", "-id"], name="journey_of_customer"),
            models.Index(fields=["happened_at"], name="journey_age"),
        ]
        constraints = [models.UniqueConstraint(fields=["channel", "client_id"], name="journey_once")]

    def __str__(self) -> str:
        return self.words

    @property
    def is_page_view(self) -> bool:
        return self.kind == self.Kind.PAGE_VIEW

    @property
    def words(self) -> str:
        """What people call it: a page by its title or its path, `plan_changed` as "Plan changed"."""
        if self.is_page_view:
            return self.name or self.path or str(_("A page"))
        is_code = " " not in self.name
        return capfirst(self.name.replace("_", " ").replace("-", " ")) if is_code else self.name

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Its properties as people read them."""
        facts = [(name, in_words(value)) for name, value in self.properties.items()]
        return [fact for fact in facts if fact[1]]

    @property
    def path(self) -> str:
        """The address within its site; "" for one that can't be read."""
        try:
            parts = urlsplit(self.url)
        except ValueError:
            return ""
        return parts._replace(scheme="", netloc="").geturl()
