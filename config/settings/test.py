"""The same servers as production's kinds, started for the tests, with cheap passwords and mail in memory."""

from config.embedded import testing

testing.use_own_state_dir()

from config.settings.development import *  # noqa: E402

HUB_ENVIRONMENT = "test"
SECRET_KEY = "tests-only"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
HUB_DEMO = False
HUB_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
AI_ENGINE = "local"
OPENAI_API_KEY = ""
DATABASES["default"]["CONN_MAX_AGE"] = 0
