"""The demo's packs and playbooks, made by the services that make real ones, once the tickets are there."""

from __future__ import annotations

from typing import Any

from config.demo.house import House
from guidance import services
from guidance.conditions import Conditions
from guidance.models import GuidancePack, Playbook, PlaybookRule


def make_guidance(house: House) -> None:
    """Those of the tenant's file, unless it has some."""
    if GuidancePack.objects.for_tenant(house.tenant).exists():
        return
    for row in house.content.guidance["pack"]:
        _pack(house, row)
    for row in house.content.guidance["playbook"]:
        _playbook(house, row)


def _pack(house: House, row: dict[str, Any]) -> None:
    by, pack = house.owner, GuidancePack(tenant=house.tenant)
    values = {name: value for name, value in row.items() if name not in ("rule", "is_on")}
    services.save_pack(pack, values=values, by=by)
    for rule in row.get("rule", ()):
        services.add_rule(pack, values=rule, by=by)
    if row["is_on"]:
        services.switch(pack, is_on=True, by=by)


def _playbook(house: House, row: dict[str, Any]) -> None:
    by, playbook = house.owner, Playbook(tenant=house.tenant)
    services.save_playbook(playbook, values={"name": row["name"]}, by=by)
    for values in row["rule"]:
        rule = PlaybookRule(playbook=playbook)
        services.save_play_rule(rule, values=_values(house, values), by=by)
        if values["is_on"]:
            services.switch_play_rule(rule, is_on=True, by=by)


def _values(house: House, row: dict[str, Any]) -> dict[str, Any]:
    conditions = Conditions.model_validate(row["conditions"])
    return {
        "name": row["name"],
        "conditions": conditions.model_dump(mode="json", exclude_defaults=True),
        "destination": row["destination"],
        "team": house.teams.get(row.get("team", "")),
        "member": house.members.get(row.get("member", "")),
        "address": row.get("address", ""),
        "priority": row.get("priority", ""),
        "message": row.get("message", ""),
    }
