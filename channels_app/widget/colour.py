"""The messenger's own grounds, beside what is shared of colours."""

from accounts.colour import contrast, is_colour, readable_on, text_on

__all__ = ["NIGHT", "PAPER", "contrast", "is_colour", "readable_on", "text_on"]

# The grounds of the other side's bubbles, where links stand; on the plain ground the contrast is higher.
PAPER, NIGHT = "#f1f3f5", "#2a3038"
