from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ConversationsConfig(AppConfig):
    name = "conversations"

    def ready(self) -> None:
        # Any process may be asked to do a job, so every app's handlers are known in each.
        autodiscover_modules("tasks")
