from __future__ import annotations

from django.db import connection, models

from accounts.models import Tenant


class TicketCounter(models.Model):
    """The latest ticket number of a tenant."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, primary_key=True, related_name="+")
    latest = models.PositiveBigIntegerField(default=1000)

    def __str__(self) -> str:
        return str(self.latest)

    @classmethod
    def next_for(cls, tenant: Tenant) -> int:
        """Take the tenant's next number. The row stays locked until the transaction ends, so no number is
        used twice; one that is rolled back is used again."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO tickets_ticketcounter (tenant_id, latest) VALUES (%s, 1001) "
                "ON CONFLICT (tenant_id) DO UPDATE SET latest = tickets_ticketcounter.latest + 1 "
                "RETURNING latest",
                [tenant.pk],
            )
            return int(cursor.fetchone()[0])
