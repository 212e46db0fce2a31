"""The record of a conversation that was handed over: a file at the ticket, and an email to support."""
