from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agent.dissatisfaction import classifier, training
from knowledge.evaluation.task import BadInput, read_rows


class Command(BaseCommand):
    help = (
        "Fit the classifier of dissatisfied messages to labelled sentences: JSON lines of"
        ' {"text", "dissatisfied", "domain", "opens", "split": "train" or "held-out"}.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sentences", type=Path, default=training.SENTENCES_FILE, metavar="FILE")
        parser.add_argument("--output", type=Path, default=classifier.WEIGHTS_FILE, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sentences = read_rows(options["sentences"], training.Sentence, what="sentences")
        except BadInput as error:
            raise CommandError(str(error), returncode=2) from error
        if len({sentence.dissatisfied for sentence in sentences}) < 2:
            raise CommandError("The sentences must hold some of each kind.", returncode=2)
        weights = training.train(sentences)
        text = json.dumps(weights.model_dump(), indent=1, ensure_ascii=False)
        options["output"].write_text(text + "\n", encoding="utf-8")
        self.stdout.write(f"{len(sentences)} sentences, {len(weights.runs)} runs of words")
        for name, value in weights.figures.items():
            self.stdout.write(f"{name:12}{value:>10}")
