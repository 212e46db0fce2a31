"""What an issue is about, where its words say so plainly, and in which place it is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

with Path(__file__).with_name("topics.toml").open("rb") as file:
    TOPICS = [
        (re.compile(topic["pattern"], re.I), topic.get("kinds"), str(topic["title"]))
        for topic in tomllib.load(file)["topics"]
    ]
ROOM = (
    r"(?:kitchen|bath(?:room)?|bedroom|living\s+room|nursery|hall(?:way)?|stair(?:well|case|s)|basement|cellar|attic|"
    r"balcony|terrace|garage|roof|lobby|lift|elevator|toilet|corridor|courtyard|yard|garden|entrance|laundry|"
    r"flat|apartment|house|building|office|floor|room|unit|car\s+park|playground|pool|gym)"
)
PLACE = re.compile(
    rf"\b(?P<way>in|on|under|behind|near|above|below|next\s+to)\s+(?:(?:the|my|our|a|an)\s+)?"
    rf"(?P<place>(?!the\b|my\b|our\b|a\b)(?:[\w'-]+\s+){{0,2}}?{ROOM}(?:\s+(?:no\.?\s+)?\d+\w?)?)\b",
    re.I,
)


def topic_of(text: str, kind: str) -> str:
    """The title of the first topic whose words are there; empty where none is."""
    found = (
        title for pattern, kinds, title in TOPICS if (not kinds or kind in kinds) and pattern.search(text)
    )
    return next(found, "")


def place_in(text: str) -> str:
    """“in the guest bathroom”; empty where the text names no place, which "on the floor" is none."""
    found = next((match for match in PLACE.finditer(text) if match["place"].lower() != "floor"), None)
    if found is None:
        return ""
    article = "" if re.search(r"\d", found["place"]) else "the "
    return f"{found['way'].lower()} {article}{' '.join(found['place'].split())}"
