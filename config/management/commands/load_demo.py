from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import TenantModule
from agent.gaps.finding import start_search
from config.demo.content import TENANTS, TenantContent
from config.demo.guidance import make_guidance
from config.demo.house import House
from config.demo.play import play_all
from knowledge.readings import read_tenant


class Command(BaseCommand):
    help = "Load the demo's two tenants. What is there already is left alone; an interrupted load goes on."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.HUB_DEMO:
            raise CommandError("The demo is switched off here (HUB_DEMO=0).")
        for folder in TENANTS:
            content = TenantContent(folder)
            slug = content.tenant["slug"]
            if TenantModule.objects.filter(tenant__slug=slug, module="demo").exists():
                continue
            house = House(content)
            self.stdout.write(f"demo: writing the knowledge of {house.tenant.name}")
            house.load_knowledge()
            self.stdout.write(f"demo: playing the tickets of {house.tenant.name}")
            self.stdout.write(f"demo: {play_all(house)} tickets")
            make_guidance(house)
            start_search(house.tenant)
            read_tenant(house.tenant)
            house.mark_loaded()
