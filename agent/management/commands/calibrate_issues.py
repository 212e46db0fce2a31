from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Tenant
from agent.triage.profile import measure_issues
from ai.errors import AIError


class Command(BaseCommand):
    help = (
        "Measure how near each known issue is to tickets that are not about it, so that 0.5 is where a match "
        "becomes likely. The hub does so by itself some minutes after known issues change."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", metavar="SLUG", help="Only this tenant's.")

    def handle(self, *args: Any, **options: Any) -> None:
        tenants = Tenant.objects.all()
        if options["tenant"]:
            tenants = tenants.filter(slug=options["tenant"])
            if not tenants:
                raise CommandError(f"There is no tenant {options['tenant']}.")
        for tenant in tenants:
            try:
                profile = measure_issues(tenant)
            except AIError as error:
                raise CommandError(f"{tenant.slug}: {error}") from error
            self.stdout.write(
                f"{tenant.slug}: {len(profile.issues)} known issues, {profile.tickets} tickets."
            )
