"""The hub as `make up` runs it, plus an empty view to compare with and limits one machine may go beyond."""

import os

from config.settings import development
from config.settings.development import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.statements.StatementsMiddleware", *development.MIDDLEWARE]

# All of the load comes from one address. The counting itself goes on, so it is in the figures.
WIDGET_LIMITS = dict.fromkeys(["sessions", "messages", "reads", "streams"], (10**9, 10**9))
TRIAGE_PER_MINUTE = 10**9

# How many worker processes there are, where a figure compares it; otherwise as many as processors.
if "BENCH_WORKERS" in os.environ:
    CELERY_WORKER_CONCURRENCY = int(os.environ["BENCH_WORKERS"])

# The workers would read 100,000 passages that a figure fills, beside what the next ones measure.
CELERY_BEAT_SCHEDULE = {
    name: entry for name, entry in development.CELERY_BEAT_SCHEDULE.items() if name != "keep-readings-up"
}
