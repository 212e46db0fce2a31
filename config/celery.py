"""The Celery application: workers run jobs, beat sweeps what was never finished."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

app = Celery("conversations")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


@setup_logging.connect
def leave_logging_alone(**kwargs: Any) -> None:
    """Django's settings have set it up; Celery would silence all below WARNING and add its own format."""


@worker_process_init.connect
def warm_up_models(**kwargs: Any) -> None:
    """Load the embedding model now, not while the first customer waits."""
    from ai.embeddings import warm_up

    warm_up()
