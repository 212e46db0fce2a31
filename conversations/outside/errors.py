from __future__ import annotations


class OutsideRefused(Exception):
    """The address is not asked, or its answer not taken; the text says why, for the person."""
