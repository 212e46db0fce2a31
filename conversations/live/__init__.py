"""Live updates: who changes something publishes, open pages hear of it."""

from conversations.live.publishing import publish, publish_all, publish_now

__all__ = ["publish", "publish_all", "publish_now"]
