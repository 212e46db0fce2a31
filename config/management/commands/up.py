"""`manage.py up`: servers, migrations, demo, web, worker and beat, until Ctrl-C."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from config.env import EnvironmentProblem
from config.up.run import run


class Command(BaseCommand):
    help = "Runs the whole hub on this machine: PostgreSQL, Redis, web, worker and beat. Ctrl-C stops it."
    # There may be no database yet, and nothing on this machine but Python.
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run()
        except EnvironmentProblem as problem:
            self.stderr.write(str(problem))
            sys.exit(2)
