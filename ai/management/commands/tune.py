from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ai.local.tuned import weights


class Command(BaseCommand):
    help = (
        "Train the embedding model further on the labelled messages in ai/training: who asks for a person,"
        " who is dissatisfied, what a chat holds, what a ticket is about. Takes an hour on two cores, and"
        " development packages."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--examples", type=Path, metavar="FOLDER", help="In place of ai/training.")
        parser.add_argument(
            "--from",
            dest="learned",
            type=Path,
            metavar="FILE",
            help="Go on from these weights, and not from the unchanged model.",
        )
        parser.add_argument("--epochs", type=int, default=3, help="How often each text is seen.")
        parser.add_argument(
            "--runs",
            type=int,
            default=2,
            choices=range(1, 10),
            metavar="N",
            help="How often all is learned; the mean is kept.",
        )
        parser.add_argument("--output", type=Path, default=weights.WEIGHTS_FILE, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from ai.local.tuned import training
        except ImportError as error:
            raise CommandError(f"{error}. Install the packages of requirements-dev.lock first.") from error
        try:
            examples = training.examples(options["examples"] or training.FOLDER)
        except (OSError, training.BadExamples) as error:
            raise CommandError(str(error), returncode=2) from error
        for head, some in examples.items():
            self.stdout.write(f"{head:12}{len(some):>7} examples")
        tuning = training.tune(
            examples,
            epochs=options["epochs"],
            runs=options["runs"],
            learned=weights.load_tuning(options["learned"]) if options["learned"] else None,
            say=self.stdout.write,
        )
        tuning.save(options["output"])
