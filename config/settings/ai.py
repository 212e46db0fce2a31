"""Which engine and which models, how patiently they are asked, and what AI features may do by default."""

from __future__ import annotations

from config import env

OPENAI_API_KEY = env.text("OPENAI_API_KEY", "")
OPENAI_BASE_URL = env.text("OPENAI_BASE_URL", "")
AI_ENGINE = env.text("AI_ENGINE", "openai" if OPENAI_API_KEY else "local")
EMBEDDING_PROVIDER = env.text("EMBEDDING_PROVIDER", "local")
# Models by task, and prices a million tokens, where they differ from ai/conf.py.
AI_MODELS = {
    task: model
    for task in ("answer", "triage", "analysis", "summary", "assistant")
    if (model := env.text(f"OPENAI_MODEL_{task.upper()}", env.text("OPENAI_MODEL")))
}
AI_PRICES = env.prices("AI_PRICES")
AI_TIMEOUT_SECONDS = env.number("AI_TIMEOUT_SECONDS", 60)
AI_RETRY_ATTEMPTS = env.number("AI_RETRY_ATTEMPTS", 3, least=1)
AI_RETRY_DELAY = env.decimal("AI_RETRY_DELAY", 1.0)
AI_RETRY_BACKOFF = env.decimal("AI_RETRY_BACKOFF", 2.0, least=1)
AI_BREAKER_FAILURES = env.number("AI_BREAKER_FAILURES", 5, least=1)
AI_BREAKER_SECONDS = env.number("AI_BREAKER_SECONDS", 30, least=1)
AI_PHONE_REGION = env.text("AI_PHONE_REGION", "US").upper()

# Triages that one person, or one address, may start in a minute.
TRIAGE_PER_MINUTE = env.number("TRIAGE_PER_MINUTE", 10, least=1)

# How sure the AI must be of a ticket to suggest it, where a tenant has set nothing of its own.
TICKET_CONFIDENCE_THRESHOLD = env.share("TICKET_CONFIDENCE_THRESHOLD", 0.8)

# What `manage.py evaluate` measures besides retrieval: the code of higher apps.
EVALUATE_TASKS = {
    "answer": "agent.evaluation.answer.run",
    "chat_to_ticket": "agent.evaluation.chat_to_ticket.run",
    "classify": "agent.evaluation.classify.run",
    "frustration": "agent.evaluation.frustration.run",
    "handoff": "agent.evaluation.handoff.run",
    "triage": "agent.evaluation.triage.run",
}
