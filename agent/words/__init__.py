"""Whether a message says something of a kind, learned from sentences that do and sentences that do not."""
