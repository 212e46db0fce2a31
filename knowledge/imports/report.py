"""What an import did, and what it did not take."""

from __future__ import annotations

import csv
import io

from django.db.models import Count
from django.utils.translation import gettext as _

from knowledge.models import Import, ImportItem

# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def counts_of(batch: Import) -> dict[str, int]:
    """By plan before it ran, by outcome after."""
    name = "plan" if batch.finished_at is None else "outcome"
    rows = batch.items.order_by().values_list(name).annotate(Count("pk"))
    return {str(key): count for key, count in rows}


def refusals_csv(batch: Import) -> str:
    """With the mark by which Excel knows UTF-8."""
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow([_("Where"), _("Title"), _("What became of it"), _("Why")])
    for item in batch.items.refused().defer("entry"):
        writer.writerow([_cell(item.origin), _cell(item.title), _outcome(item), _cell(item.reason)])
    return "\ufeff" + output.getvalue()


def _outcome(item: ImportItem) -> str:
    return item.get_outcome_display() or item.get_plan_display()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
