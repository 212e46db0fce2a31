"""What every environment shares. Each value that differs is read through config.env."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from config import env
from config.settings.ai import *
from config.settings.jobs import *
from config.settings.logs import *
from config.settings.sign_in import *

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

# Pages that caches in between keep, the same for all: they are drawn without looking who asks.
PAGES_FOR_ANYBODY = ("/help/", "/content-files/", "/robots.txt")

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

# How long it is kept what customers did on their tenant's site.
JOURNEY_DAYS = env.number("JOURNEY_DAYS", 90, least=1, most=3650)

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

# A channel kind's transport, loaded on first use: nothing below imports a channel.
CHANNEL_TRANSPORTS = {"widget": "channels_app.widget.transport"}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

# What a Prometheus server sends as Bearer token to read /metrics; empty: nobody reads them.
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
