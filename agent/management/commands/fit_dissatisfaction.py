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
        "Fit the classifier of dissatisfied messages to labelled sentences, JSON lines of"
        ' {"text", "says", "split": "train" or "held-out"}, and to whole conversations,'
        " as `evaluate frustration` reads them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sentences", type=Path, default=training.SENTENCES_FILE, metavar="FILE")
        parser.add_argument("--conversations", type=Path, default=training.CONVERSATIONS_FILE, metavar="FILE")
        parser.add_argument("--output", type=Path, default=classifier.WEIGHTS_FILE, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sentences = read_rows(options["sentences"], training.Sentence, what="sentences")
            conversations = read_rows(options["conversations"], training.Conversation, what="conversations")
        except BadInput as error:
            raise CommandError(str(error), returncode=2) from error
        labels = {turn.dissatisfied for one in conversations for turn in one.turns if turn.role == "user"}
        if len({one.says for one in sentences}) < 2 or len(labels) < 2:
            raise CommandError("There must be some of each kind in both files.", returncode=2)
        weights = training.train(sentences, conversations)
        text = json.dumps(weights.model_dump(), indent=1, ensure_ascii=False)
        options["output"].write_text(text + "\n", encoding="utf-8")
        self.stdout.write(f"{len(sentences)} sentences, {len(weights.words.runs)} runs of words")
        for name, value in weights.figures.items():
            self.stdout.write(f"{name:16}{value:>10}")
