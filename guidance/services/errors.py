from __future__ import annotations


class GuidanceRefused(Exception):
    """It can not be done; the text says why and what to do."""
