from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from conversations.models.customer import Customer
from conversations.models.message import Message


class Reaction(models.Model):
    """One emoji of one person on one message."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reactions")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    emoji = models.CharField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantQuerySet["Reaction"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=False, customer__isnull=True)
                | Q(member__isnull=True, customer__isnull=False),
                name="reaction_is_one_party",
            ),
            models.UniqueConstraint(
                fields=["message", "member", "emoji"],
                condition=Q(member__isnull=False),
                name="reaction_member_once",
            ),
            models.UniqueConstraint(
                fields=["message", "customer", "emoji"],
                condition=Q(customer__isnull=False),
                name="reaction_customer_once",
            ),
        ]

    def __str__(self) -> str:
        return self.emoji
