import json
import random
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agent.calibrating.examples import collect_examples
from agent.calibrating.labels import read_articles, read_questions
from ai.local import calibration, confidence
from ai.local.example import Example
from knowledge.evaluation.task import BadInput

# Evidence that is shown in the trace and not weighed: it adds nothing to the rest (cross-validated).
NOT_WEIGHED = ["best_sentence", "coverage", "lexical_rank", "vector_rank", "rarest_miss"]
NOT_WEIGHED_FOR_OFFERS = [*NOT_WEIGHED, "margin_to_third"]


class Command(BaseCommand):
    help = (
        "Fit the local engine's confidence to labelled questions. Each --set is a file of articles"
        ' ({"id", "title", "body" or "examples"}; or a folder of Markdown files) and one of questions'
        ' ({"query", "relevant": [ids], "answerable", "answer_span"}; or {"text", "intent"}), as JSON lines.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--set", nargs=2, action="append", required=True, metavar=("ARTICLES", "QUESTIONS")
        )
        # On new data a threshold has been seen to lose 2 points of precision: aim for 92 to hold 90.
        parser.add_argument(
            "--precision", type=float, default=0.92, help="Share of answers that must be right."
        )
        # A wrong offer states nothing false; it costs a glance and a click. With 80 of all, some 60 in
        # 100 of those that are left after the sure answers hold a right article.
        parser.add_argument(
            "--offer-precision",
            type=float,
            default=0.8,
            help="Share of offers that must hold a right article.",
        )
        parser.add_argument(
            "--unanswerable", type=float, default=0.3, help="Their assumed share of all questions."
        )
        parser.add_argument("--limit", type=int, default=800, help="At most so many questions of each set.")
        parser.add_argument("--output", type=Path, default=confidence.WEIGHTS_FILE)

    def handle(self, **options: Any) -> None:
        examples: list[Example] = []
        try:
            for articles, questions in options["set"]:
                examples += self._read(Path(articles), Path(questions), options["limit"])
            result = calibration.calibrate(
                examples,
                answers=calibration.Aim(options["precision"], NOT_WEIGHED),
                offers=calibration.Aim(options["offer_precision"], NOT_WEIGHED_FOR_OFFERS),
                unanswerable_share=options["unanswerable"],
            )
        except (BadInput, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        confidence.save(result, options["output"])
        self._report(result)

    def _read(self, articles: Path, questions: Path, limit: int) -> list[Example]:
        known = read_articles(articles)
        rows = read_questions(questions, known)
        if len(rows) > limit:
            rows = random.Random(0).sample(rows, limit)  # noqa: S311  the same ones each time
        group = "/".join(questions.with_suffix("").parts[-2:])
        found = collect_examples(known, rows, group=group)
        if not any(example.is_answerable for example in found):
            raise BadInput(f"{questions}: no question is answerable by {articles}.")
        self.stdout.write(f"{group}: {len(found)} examples")
        return found

    def _report(self, result: confidence.Calibration) -> None:
        self.stdout.write(f"answer from {result.answer_threshold}")
        self._report_figures(result.figures)
        self.stdout.write(f"offer from {result.offering.threshold}")
        self._report_figures(result.offering.figures)

    def _report_figures(self, all_figures: dict[str, Any]) -> None:
        for group, figures in all_figures.items():
            summary = {name: value for name, value in figures.items() if name != "curve"}
            self.stdout.write(f"{group}: {json.dumps(summary)}")
            for point in figures["curve"]:
                self.stdout.write(
                    "  {threshold}: coverage {coverage:.2f}, precision {precision:.2f}".format(**point)
                )
