"""Triage: what a ticket is, how bad it is, and what is to be done; step by step."""
