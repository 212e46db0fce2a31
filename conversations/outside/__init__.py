"""The one door to other people's servers, for addresses that somebody typed: none leads inside by it."""

from conversations.outside.asking import Answer, Limits, ask
from conversations.outside.errors import OutsideRefused

__all__ = ["Answer", "Limits", "OutsideRefused", "ask"]
