"""Celery, what it does by the clock, and how long a job may take."""

from __future__ import annotations

from kombu import Queue

from config import env

CELERY_BROKER_URL = env.celery_broker_url(env.redis_url(env.state_dir()))
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "conversations.sweep_jobs", "schedule": 5.0, "options": {"expires": 5}},
    "sweep-sla": {"task": "tickets.sweep_sla", "schedule": 5.0, "options": {"expires": 5}},
    "learn-sla": {"task": "tickets.learn_sla", "schedule": 3600.0, "options": {"expires": 3600}},
    "give-out-tickets": {"task": "tickets.give_out_waiting", "schedule": 10.0, "options": {"expires": 10}},
    "find-gaps": {"task": "agent.find_gaps_of_all", "schedule": 3600.0, "options": {"expires": 3600}},
    "keep-triage-up": {"task": "agent.keep_triage_up", "schedule": 300.0, "options": {"expires": 300}},
    "keep-readings-up": {
        "task": "knowledge.keep_readings_up",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget-triages": {"task": "agent.forget_old_triages", "schedule": 3600.0, "options": {"expires": 3600}},
    "settle-the-silent": {"task": "agent.settle_the_silent", "schedule": 60.0, "options": {"expires": 60}},
    "settle-containment": {
        "task": "tickets.settle_containment",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "learn-from-outcomes": {
        "task": "agent.learn_from_outcomes",
        "schedule": 24 * 3600.0,
        "options": {"expires": 3600},
    },
    "sweep-due-mail": {"task": "tickets.sweep_due_mail", "schedule": 10.0, "options": {"expires": 10}},
    "forget-journeys": {
        "task": "conversations.forget_old_journeys",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
}
# On which queue a job waits, by its name or by the app that its name begins with. Workers take from their
# queues in turn, so neither a customer's answer nor what is suggested in their chat stands behind all that is
# done in its wake.
JOB_QUEUES = {"agent.respond": "answers", "agent.analyse_chat": "chats", "agent": "ai", "knowledge": "ai"}
# A worker that is not told which queues it is for takes from all of them.
CELERY_TASK_QUEUES = [
    Queue(name, routing_key=name) for name in sorted({CELERY_TASK_DEFAULT_QUEUE, *JOB_QUEUES.values()})
]
JOB_LEASE_SECONDS = 15
JOB_RESEND_SECONDS = 15
# A model may take its timeout several times over; what takes longer than this hangs.
JOB_SECONDS_AT_MOST = 300
