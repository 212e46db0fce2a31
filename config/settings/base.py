"""What every environment shares. Each value that differs is read through config.env."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django_stubs_ext
import structlog
from django.utils.translation import gettext_lazy as _

from config import env

# Lets ModelAdmin[Ticket] and the like be written at run time too.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
STATE_DIR = env.state_dir()

SECRET_KEY = env.text("SECRET_KEY", "insecure-development-key")
DEBUG = False
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS") or ["127.0.0.1", "localhost", "[::1]"]
HUB_URL = env.text("HUB_URL", f"http://127.0.0.1:{env.port()}").rstrip("/")
HUB_DEMO = env.flag("HUB_DEMO", False)
HUB_ENVIRONMENT = "development"

INSTALLED_APPS = [
    "config",
    "channels_app",
    "analytics",
    "agent",
    "tickets",
    "knowledge",
    "guidance",
    "conversations",
    "ai",
    "accounts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "django_htmx",
    "django_structlog",
    "rest_framework",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "conversations.live.middleware.LiveSinceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.security.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.MemberMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.vary.VaryOnHtmxMiddleware",
    "tickets.middleware.MergedAwayMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.shell",
            ],
        },
    },
]

DATABASES: dict[str, Any] = {"default": env.database(STATE_DIR)}
DATABASES["default"].setdefault("CONN_MAX_AGE", 600)
DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
if env.flag("DATABASE_PREPARED", True):
    # Pages join many small tables: PostgreSQL spent more time planning their statements than running them.
    DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 3}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.redis_url(STATE_DIR)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
# Not cached: every signed-in page would need Redis, to spare one lookup by primary key.
SESSION_ENGINE = "django.contrib.sessions.backends.db"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.HubBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/conversations/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Conversations"
SOCIALACCOUNT_ADAPTER = "accounts.adapter.SocialAccountAdapter"
# After the first time, the provider's own number for a person counts, whatever their address becomes.
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = env.oidc_providers()

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT: Path | None = BASE_DIR / "staticfiles"
MEDIA_ROOT = STATE_DIR / "attachments"
# A box for each article of an import (knowledge/imports/entries.py).
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_500
# An article far over its own limit still gets the answer that names it, with the text kept: forms send three
# bytes for most of other scripts, and an edit sends what it began with too.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# What conversations.outside may ask for members. Private networks only where they are named here.
OUTSIDE_PORTS = env.ports("OUTSIDE_PORTS", [80, 443])
OUTSIDE_ALLOWED_NETWORKS = env.networks("OUTSIDE_ALLOWED_NETWORKS")

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("EMAIL_HOST", "")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Conversations <hub@localhost>")

CELERY_BROKER_URL = env.celery_broker_url(REDIS_URL)
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
# How long it is kept what customers did on their tenant's site.
JOURNEY_DAYS = env.number("JOURNEY_DAYS", 90, least=1, most=3650)
# A job's name begins with the app that handles it; this says on which queue an app's jobs wait.
JOB_QUEUES = {"agent": "ai", "knowledge": "ai"}
JOB_LEASE_SECONDS = 15
JOB_RESEND_SECONDS = 15
# A model may take its timeout several times over; what takes longer than this hangs.
JOB_SECONDS_AT_MOST = 300

# A channel kind's transport, loaded on first use: nothing below imports a channel.
CHANNEL_TRANSPORTS = {"widget": "channels_app.widget.transport"}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
}

OPENAI_API_KEY = env.text("OPENAI_API_KEY", "")
OPENAI_BASE_URL = env.text("OPENAI_BASE_URL", "")
AI_ENGINE = env.text("AI_ENGINE", "openai" if OPENAI_API_KEY else "local")
EMBEDDING_PROVIDER = env.text("EMBEDDING_PROVIDER", "local")
# Models by task, and prices a million tokens, where they differ from ai/conf.py.
AI_MODELS: dict[str, str] = {"answer": model} if (model := env.text("OPENAI_MODEL")) else {}
AI_TIMEOUT_SECONDS = env.number("AI_TIMEOUT_SECONDS", 60)
AI_RETRY_ATTEMPTS = env.number("AI_RETRY_ATTEMPTS", 3, least=1)
AI_BREAKER_FAILURES = env.number("AI_BREAKER_FAILURES", 5, least=1)
AI_BREAKER_SECONDS = env.number("AI_BREAKER_SECONDS", 30, least=1)
AI_PHONE_REGION = env.text("AI_PHONE_REGION", "US").upper()

# Triages that one person, or one address, may start in a minute.
TRIAGE_PER_MINUTE = env.number("TRIAGE_PER_MINUTE", 10, least=1)

# How sure the AI must be of a ticket to suggest it, where a tenant has set nothing of its own.
TICKET_CONFIDENCE_THRESHOLD = env.share("TICKET_CONFIDENCE_THRESHOLD", 0.8)

# What `manage.py evaluate` measures besides retrieval: the code of higher apps.
EVALUATE_TASKS = {
    "answer": "agent.evaluation.answer.run",
    "chat_to_ticket": "agent.evaluation.chat_to_ticket.run",
    "classify": "agent.evaluation.classify.run",
    "frustration": "agent.evaluation.frustration.run",
    "handoff": "agent.evaluation.handoff.run",
    "triage": "agent.evaluation.triage.run",
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

DJANGO_STRUCTLOG_CELERY_ENABLED = True
# What a Prometheus server sends as Bearer token to read /metrics; empty: nobody reads them.
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
LOG_LEVEL = env.text("LOG_LEVEL", "INFO")
LOG_JSON = env.flag("LOG_JSON", False)
_timestamper = structlog.processors.TimeStamper(fmt="iso", utc=True)
_shared_processors: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    _timestamper,
]
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _shared_processors,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info
                if LOG_JSON
                else structlog.processors.StackInfoRenderer(),
                structlog.processors.JSONRenderer()
                if LOG_JSON
                else structlog.dev.ConsoleRenderer(
                    colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
                ),
            ],
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": [], "propagate": False},
        "django.utils.autoreload": {"level": "WARNING"},
        "uvicorn.access": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        # django-structlog says the same of each task, with the request it came from.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_shared_processors,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
