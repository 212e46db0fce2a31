from django.apps import AppConfig


class AgentConfig(AppConfig):
    name = "agent"

    def ready(self) -> None:
        from agent.chat.facet import FACET as CHAT
        from agent.dissatisfaction.triggers import FACET as WORDS
        from tickets.inbox.facets import add_facet

        add_facet(WORDS)
        add_facet(CHAT)
