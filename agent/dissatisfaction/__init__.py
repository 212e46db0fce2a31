"""Hearing that a customer is not served by the AI's answers, and what follows from it."""
