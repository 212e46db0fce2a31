"""One machine, embedded servers, the demo loaded: what `make up` runs."""

from config.settings.base import *

# A database that was named is somebody's: the demo goes there only when asked for.
HUB_DEMO = env.flag("HUB_DEMO", not env.text("DATABASE_URL"))
# Browsers take passkeys from http://localhost, which is no secure origin.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
DEBUG = env.flag("DEBUG", False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Files are served from where they lie; there is nothing to collect.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
# A file edited while the hub runs is served as it is now; without this its old length would be promised.
WHITENOISE_AUTOREFRESH = True
