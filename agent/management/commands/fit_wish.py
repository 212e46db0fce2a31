from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agent.understanding import wish
from agent.words.fitting import Sentence, figures_of, fit_words
from knowledge.evaluation.task import BadInput, read_rows


class Command(BaseCommand):
    help = (
        "Fit the model of who asks for a person to labelled sentences, JSON lines of"
        ' {"text", "says", "split": "train" or "held-out"}.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sentences", type=Path, default=wish.SENTENCES_FILE, metavar="FILE")
        parser.add_argument("--output", type=Path, default=wish.WEIGHTS_FILE, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sentences = read_rows(options["sentences"], Sentence, what="sentences")
        except BadInput as error:
            raise CommandError(str(error), returncode=2) from error
        if len({one.says for one in sentences}) < 2:
            raise CommandError("There must be some of each kind.", returncode=2)
        figures = figures_of(sentences, wish.THRESHOLD, vector_ridge=wish.VECTOR_RIDGE)
        words = fit_words(sentences, vector_ridge=wish.VECTOR_RIDGE)
        weights = wish.Weights(threshold=wish.THRESHOLD, figures=figures, words=words)
        text = json.dumps(weights.model_dump(), indent=1, ensure_ascii=False)
        options["output"].write_text(text + "\n", encoding="utf-8")
        for name, value in figures.items():
            self.stdout.write(f"{name:16}{value:>10}")
