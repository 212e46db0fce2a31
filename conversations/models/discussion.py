from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from conversations.models.customer import Customer
from conversations.querysets import DiscussionQuerySet


class Discussion(models.Model):
    """A conversation log. What it is about (a ticket, a playground run) points to it.

    Public: every member of the tenant reads and posts. Private: its owner and its participants only, be they
    members or the AI; the customers who take part go on as before.
    """

    class Scope(models.TextChoices):
        TICKET = "ticket", _("Ticket")
        PLAYGROUND = "playground", _("Playground run")
        MONITORING = "monitoring", _("Monitoring chat")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Public")
        PRIVATE = "private", _("Private")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="discussions")
    scope = models.CharField(max_length=20, choices=Scope.choices, default=Scope.TICKET)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC)
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_shared = models.BooleanField(
        default=False,
        help_text=_("Several customers take part, of whom none sees what another wrote or was told."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DiscussionQuerySet["Discussion"].as_manager()

    class Meta:
        indexes = [
            # So few that what a member may not see is found at once, however many discussions there are.
            models.Index(fields=["tenant"], condition=Q(visibility="private"), name="discussion_private"),
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()} {self.pk}"

    @property
    def is_private(self) -> bool:
        return self.visibility == self.Visibility.PRIVATE

    def is_open_to(self, member: Member) -> bool:
        """Whether this member may read and post."""
        if member.tenant_id != self.tenant_id:
            return False
        if not self.is_private or self.owner_id == member.pk:
            return True
        return self.participants.filter(member=member).exists()

    def is_open_to_ai(self) -> bool:
        """Whether the AI may read and post."""
        return not self.is_private or self.participants.filter(is_ai=True).exists()

    def is_open_to_customer(self, customer: Customer) -> bool:
        """Whether this customer may post: privacy is among members, whose customers go on."""
        if customer.tenant_id != self.tenant_id:
            return False
        return not self.is_private or self.participants.filter(customer=customer).exists()


class Participant(models.Model):
    """Someone in a discussion: exactly one of a customer, a member or the AI."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="participants")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    is_ai = models.BooleanField(default=False)
    latest_read_id = models.BigIntegerField(
        null=True, blank=True, help_text=_("The newest message they have read.")
    )
    sees_after_id = models.BigIntegerField(
        null=True,
        blank=True,
        help_text=_("In a shared discussion: of what is told to all, they see only newer messages."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantQuerySet["Participant"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(customer__isnull=False, member__isnull=True, is_ai=False)
                    | Q(customer__isnull=True, member__isnull=False, is_ai=False)
                    | Q(customer__isnull=True, member__isnull=True, is_ai=True)
                ),
                name="participant_is_one_party",
            ),
            models.UniqueConstraint(
                fields=["discussion", "customer"],
                condition=Q(customer__isnull=False),
                name="participant_customer_once",
            ),
            models.UniqueConstraint(
                fields=["discussion", "member"],
                condition=Q(member__isnull=False),
                name="participant_member_once",
            ),
            models.UniqueConstraint(
                fields=["discussion"], condition=Q(is_ai=True), name="participant_ai_once"
            ),
        ]

    def __str__(self) -> str:
        return "AI" if self.is_ai else str(self.member or self.customer)
