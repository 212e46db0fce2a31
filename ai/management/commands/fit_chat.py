import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ai.local.chat import fitting, weights

TRAINING = Path(__file__).resolve().parents[2] / "training"


class Command(BaseCommand):
    help = (
        "Fit the local engine's reading of chats to labelled sentences"
        ' ({"text", "label": issue|detail|chat|resolved}; an issue also "category", "priority"; JSON lines).'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sentences", type=Path, default=TRAINING / "chat_sentences.jsonl")
        parser.add_argument(
            "--bar", type=float, default=0.4, help="How likely an issue must be to be worth a ticket."
        )
        parser.add_argument("--output", type=Path, default=weights.WEIGHTS_FILE)

    def handle(self, **options: Any) -> None:
        try:
            lines = options["sentences"].read_text(encoding="utf-8").splitlines()
            sentences = [json.loads(line) for line in lines if line.strip()]
            fitted, figures = fitting.fit_all(sentences)
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{options['sentences']}: {error}", returncode=2) from error
        made = weights.Weights(**fitted, bar=options["bar"], figures={"sentences": len(sentences), **figures})
        weights.save(made, options["output"])
        self.stdout.write(f"{len(sentences)} sentences; unseen ones read right: {json.dumps(figures)}")
