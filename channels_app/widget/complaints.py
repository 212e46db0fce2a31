"""What is wrong with a request, in the words of whoever has to send a better one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel

from conversations.reactions import EMOJIS
from conversations.text import storable

LONGEST_PLACE = 60
# Fields that hold values under names the sender chose.
NAMED_VALUES = {"traits", "properties"}


def complaint(kind: type[BaseModel], error: Any) -> str:
    """A sentence for one of pydantic's `errors()` about a request that should be of this kind."""
    place = [str(part) for part in error["loc"]]
    if not place:
        fields = ", ".join(kind.model_fields)
        return _("Send a JSON object with these fields: %(fields)s.") % {"fields": fields}
    is_name = place[-1] == "[key]"
    named = next((number for number, part in enumerate(place) if part in NAMED_VALUES), None)
    if named is not None:
        # What follows is how pydantic came there, which nobody has written.
        place = place[: named + 2]
    is_value = named is not None and len(place) > named + 1
    wanted = _name_wanted(error) if is_name else _wanted(error, is_value=is_value)
    return f"{storable('.'.join(place))[:LONGEST_PLACE]}: {wanted}"


def _wanted(error: Any, *, is_value: bool) -> str:
    limits = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return _("This field is missing. Send it.")
        case "string_too_long":
            return _("Send %(most)d characters at most.") % {"most": limits["max_length"]}
        case "string_too_short":
            return _("This is empty. Send text.")
        case "string_pattern_mismatch":
            return _("Use letters, digits, - and _ only.")
        case "too_long":
            return _("Send %(most)d entries at most.") % {"most": limits["max_length"]}
        case "greater_than_equal" | "less_than_equal" | "less_than" | "int_type" if "rating" in error["loc"]:
            return _("Send a whole number from 1 to 5.")
        case "greater_than_equal" | "less_than" | "int_type":
            return _("Send an id, a whole number.")
        case "bool_type":
            return _("Send true or false.")
        case "not_offered":
            offered = " ".join(emoji for emoji, _name in EMOJIS)
            return _("Send one of these: %(offered)s") % {"offered": offered}
        case "model_type" | "dict_type":
            return _("Send a JSON object.")
        case _other if is_value:
            return _("Send text, a number, true, false or null.")
        case "string_type":
            return _("Send text.")
    return _("This is not what belongs here. See the API's documentation.")


def _name_wanted(error: Any) -> str:
    most = error.get("ctx", {}).get("max_length", 40)
    return _("Name it with 1 to %(most)d letters, digits, dots, - and _.") % {"most": most}
