from __future__ import annotations


class MessageRefused(Exception):
    """The message can't be taken; the text says why and what to do."""
