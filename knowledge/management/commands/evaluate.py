from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from knowledge.evaluation.task import BadInput, Options, Report, load_task, percentile, task_paths


class Command(BaseCommand):
    help = "Measure the hub's own code on labelled data (JSONL). Leaves nothing behind in the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("task", choices=sorted(task_paths()))
        parser.add_argument("--data", type=Path, nargs="+", action="extend", required=True, metavar="FILE")
        parser.add_argument("--articles", type=Path, metavar="FILE")
        parser.add_argument("--train", type=Path, metavar="FILE")
        parser.add_argument("--engine", choices=["local", "openai"])
        parser.add_argument("--json", action="store_true", help="One JSON object instead of a table.")
        parser.add_argument("--errors", type=int, default=0, metavar="N", help="Also the N worst items.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["engine"]:
            settings.AI_ENGINE = options["engine"]
        wanted = Options(options["data"], options["articles"], options["train"], max(0, options["errors"]))
        try:
            report = load_task(options["task"])(wanted)
        except BadInput as error:
            raise CommandError(str(error), returncode=2) from error
        except OperationalError as error:
            reason = str(error).strip() or type(error).__name__
            advice = "Where no database runs, start the hub (make up), or set DATABASE_URL."
            raise CommandError(f"{reason}\n{advice}", returncode=2) from error
        result = {
            "task": options["task"],
            **report.figures,
            "counts": report.counts,
            "milliseconds": {
                f"p{share}": round(percentile(report.milliseconds, share / 100), 2) for share in (50, 95)
            },
        }
        if options["errors"]:
            result["errors"] = report.errors
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            self._write_table(report, result)

    def _write_table(self, report: Report, result: dict[str, Any]) -> None:
        variants = {name: row for name, row in report.figures.items() if isinstance(row, dict)}
        if variants:
            names = list(next(iter(variants.values())))
            self.stdout.write(" " * 10 + "".join(f"{name:>16}" for name in names))
            for variant, row in variants.items():
                self.stdout.write(f"{variant:10}" + "".join(f"{_number(row[name]):>16}" for name in names))
        for name, value in report.figures.items():
            if name not in variants:
                self.stdout.write(f"{name:32}{_number(value):>10}")
        for part in ("counts", "milliseconds"):
            self.stdout.write(
                f"{part}: " + ", ".join(f"{name} {value}" for name, value in result[part].items())
            )
        for error in report.errors:
            self.stdout.write("- " + json.dumps(error, ensure_ascii=False))


def _number(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
