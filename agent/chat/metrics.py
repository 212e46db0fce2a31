"""What is counted of chat-to-ticket, for Prometheus."""

from __future__ import annotations

from conversations.metrics import Counter, Gauge, Histogram

LATENCY = Histogram(
    "chat_analysis_duration_milliseconds",
    "How long the analysis of a chat took.",
    (100, 250, 500, 1000, 2000, 5000),
)
ANALYSES = Counter("chat_analyses_total", "Analyses of chats, by outcome: done, fallback or failed.")
TICKETS = Counter(
    "chat_tickets_total", "Tickets from chats, by status (created, failed, undone) and priority."
)
INTERACTIONS = Counter(
    "chat_suggestion_interactions_total",
    "What was done with suggestions: suggested, accepted, modified, rejected, undone.",
)
# Less again when a rating is changed, or its ticket taken back.
FEEDBACK = Gauge("chat_feedback_total", "Feedback on created tickets as it is now, by score from 1 to 5.")
FEEDBACK_SCORE = Gauge("chat_feedback_score_sum", "All scores of feedback added up.")

CHAT_METRICS = (LATENCY, ANALYSES, TICKETS, INTERACTIONS, FEEDBACK, FEEDBACK_SCORE)


def count_feedback(rating: int, *, by: int = 1) -> None:
    """With `by` -1 it takes back what was counted."""
    FEEDBACK.add(by, score=str(rating))
    FEEDBACK_SCORE.add(by * rating)
