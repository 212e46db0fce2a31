import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ai.local.chat import fitting, weights

TRAINING = Path(__file__).resolve().parents[2] / "training"
CHATS = [TRAINING / f"chats_{name}.jsonl" for name in ("train", "dev", "dev_2", "dev_3", "dev_4", "dev_5")]


class Command(BaseCommand):
    help = (
        "Fit the local engine's reading of chats to labelled sentences"
        ' ({"text", "label": issue|detail|chat|resolved}; an issue also "category", "priority"; JSON lines).'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sentences", type=Path, default=TRAINING / "chat_sentences.jsonl")
        parser.add_argument(
            "--chats", type=Path, nargs="*", default=CHATS, help="Whole chats with the issues they hold."
        )
        parser.add_argument(
            "--bar", type=float, default=0.4, help="How likely an issue must be to be worth a ticket."
        )
        parser.add_argument("--output", type=Path, default=weights.WEIGHTS_FILE)

    def handle(self, **options: Any) -> None:
        try:
            sentences = _rows(options["sentences"])
            chats = [row for path in options["chats"] for row in _rows(path)]
            fitted, figures = fitting.fit_all(sentences, chats)
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(str(error), returncode=2) from error
        made = weights.Weights(**fitted, bar=options["bar"], figures={"sentences": len(sentences), **figures})
        weights.save(made, options["output"])
        self.stdout.write(f"{len(sentences)} sentences; unseen ones read right: {json.dumps(figures)}")


def _rows(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]
