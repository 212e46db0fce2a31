"""Give all passages vectors of the model that is set, in the background; watch it, or leave it to run."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Tenant
from ai.embeddings import model_name
from knowledge.models import EmbeddingSpace
from knowledge.services import start_embedding

LOOK_EVERY_SECONDS = 1


class Command(BaseCommand):
    help = "Re-embed passages after EMBEDDING_PROVIDER changed. Workers do it; searches go on meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", metavar="SLUG", help="only this one's (default: every tenant's)")
        parser.add_argument(
            "--again", action="store_true", help="also passages that have a vector of the model that is set"
        )
        parser.add_argument("--no-wait", action="store_true", help="start it and return")

    def handle(self, *args: Any, **options: Any) -> None:
        tenants = Tenant.objects.order_by("slug")
        if options["tenant"]:
            tenants = tenants.filter(slug=options["tenant"])
        if not tenants:
            raise CommandError("There is no such tenant.")
        self.stdout.write(f"The model is {model_name()}.")
        spaces = [start_embedding(tenant=tenant, by=None, again=options["again"]) for tenant in tenants]
        if not options["no_wait"]:
            self._watch([space.tenant_id for space in spaces])

    def _watch(self, keys: list[int]) -> None:
        said = ""
        while True:
            spaces = list(EmbeddingSpace.objects.filter(pk__in=keys).select_related("tenant").order_by("pk"))
            now = "; ".join(f"{space.tenant.slug} {space.done}/{space.total}" for space in spaces)
            if now != said:
                self.stdout.write(now)
                said = now
            if stopped := [space.tenant.slug for space in spaces if space.error]:
                raise CommandError(f"Stopped for {', '.join(stopped)}. Run it again to go on.")
            if not any(space.is_moving for space in spaces):
                return
            time.sleep(LOOK_EVERY_SECONDS)
