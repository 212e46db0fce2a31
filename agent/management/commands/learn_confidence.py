from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Tenant
from agent.learning import ENOUGH, learn


class Command(BaseCommand):
    help = (
        "Make the AI's confidence as careful as customers' confirmed outcomes ask for, tenant by tenant."
        " It also happens once a day by itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", metavar="SLUG", help="Only this tenant.")

    def handle(self, *args: Any, **options: Any) -> None:
        tenants = Tenant.objects.filter(slug=options["tenant"]) if options["tenant"] else Tenant.objects.all()
        if options["tenant"] and not tenants:
            raise CommandError(f"No tenant is called {options['tenant']}.")
        for tenant in tenants:
            kept = learn(tenant)
            for learned in kept:
                self.stdout.write(f"{tenant.slug}: {learned} ({learned.helped} of {learned.examples} helped)")
            if not kept:
                self.stdout.write(
                    f"{tenant.slug}: fewer than {ENOUGH} confirmed outcomes of a kind, as shipped"
                )
