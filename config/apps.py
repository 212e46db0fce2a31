from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Installation"

    def ready(self) -> None:
        # Whoever asks for work must know the broker: the web process and commands as well as the workers.
        from config import celery  # noqa: F401
