from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ai.local.triage.examples import VECTORS, write_vectors


class Command(BaseCommand):
    help = (
        "Make the vectors of the labelled tickets anew, after ai/training/triage/examples.jsonl was changed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{write_vectors()} vectors in {VECTORS.name}.")
