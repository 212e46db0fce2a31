"""Drafts that hold material and no article yet."""

# A Markdown comment: readers would not see it, so no text that still has it goes live.
TO_BE_WRITTEN = "[//]: # (to be written)"


def is_skeleton(body: str) -> bool:
    return TO_BE_WRITTEN in body
