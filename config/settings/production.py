"""Real servers behind TLS. Refuses to start with a default secret or a missing address."""

import structlog
from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *

HUB_ENVIRONMENT = "production"

_needed = ["SECRET_KEY", "ALLOWED_HOSTS", "HUB_URL", "DATABASE_URL", "REDIS_URL"]
_missing = [name for name in _needed if not env.text(name, "")]
if _missing:
    raise ImproperlyConfigured(f"Production needs {', '.join(_missing)} to be set; see .env.example.")
if SECRET_KEY.startswith("insecure-") or len(set(SECRET_KEY)) < 16 or len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is a default or too simple: use at least 50 random characters.")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REDIRECT_EXEMPT = [r"^health"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [HUB_URL]
LOGGING["formatters"]["structured"]["processors"][-1] = structlog.processors.JSONRenderer()
LOGGING["formatters"]["structured"]["processors"][1] = structlog.processors.format_exc_info
