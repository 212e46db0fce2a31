"""Public holidays by country and region, from the `holidays` library."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays
from holidays.registry import COUNTRIES

_SMALL_WORDS = {"And", "Of", "The", "Da"}
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@lru_cache
def countries() -> dict[str, str]:
    """Every country the library knows: its ISO 3166-1 code and its English name, by name."""
    named = {entry[1]: _spaced(entry[0]) for entry in COUNTRIES.values()}
    return dict(sorted(named.items(), key=lambda item: item[1]))


@lru_cache
def regions(country: str) -> dict[str, str]:
    """The regions of a country that may have holidays of their own: code and name, by name."""
    if country not in countries():
        return {}
    names: Mapping[str, list[str]] = holidays.country_holidays(country).get_subdivision_aliases()
    named = {code: known[0] if known else code for code, known in names.items()}
    return dict(sorted(named.items(), key=lambda item: item[1]))


@lru_cache(maxsize=1024)
def holidays_of(country: str, region: str, year: int) -> Mapping[date, str]:
    """The public holidays of a year with their names, observed days included.

    A region or a country that a newer library has given up has those of the country, or none.
    """
    if country not in countries():
        return {}
    # A holiday of one year may be observed in the next, so the neighbours are asked for too. The library's
    # objects fill themselves while they are asked, which two threads must not do at once: this is a copy.
    found = holidays.country_holidays(
        country,
        subdiv=region if region in regions(country) else None,
        years=(year - 1, year, year + 1),
        expand=False,
        language="en_US",
    )
    return {day: name for day, name in sorted(found.items()) if day.year == year}


def _spaced(name: str) -> str:
    words = _WORD.sub(" ", name).split()
    return " ".join(word.lower() if word in _SMALL_WORDS else word for word in words)
