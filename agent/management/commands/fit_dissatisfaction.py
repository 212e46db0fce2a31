from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agent.dissatisfaction import classifier, training
from ai.local.tuned.labelled import BadExamples, LabelledConversation, read_rows


class Command(BaseCommand):
    help = (
        "Fit what stands around a message to the conversations that `manage.py tune` leaves out, JSON lines"
        ' as `evaluate frustration` reads them with "split": "dev".'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--conversations", type=Path, default=training.CONVERSATIONS_FILE, metavar="FILE")
        parser.add_argument("--output", type=Path, default=classifier.WEIGHTS_FILE, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            conversations = read_rows(options["conversations"], LabelledConversation)
        except (OSError, BadExamples) as error:
            raise CommandError(str(error), returncode=2) from error
        left_out = [one for one in conversations if one.split != "train"]
        if len({turn.dissatisfied for one in left_out for turn in one.turns if turn.role == "user"}) < 2:
            raise CommandError("There must be some of each kind that are not for training.", returncode=2)
        weights = training.train(conversations)
        text = json.dumps(weights.model_dump(), indent=1, ensure_ascii=False)
        options["output"].write_text(text + "\n", encoding="utf-8")
        for name, value in weights.figures.items():
            self.stdout.write(f"{name:16}{value:>10}")
