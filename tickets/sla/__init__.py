"""Promises about time: policies, business hours, clocks. docs/sla.md says how they count.

`tickets.sla.following.follow(ticket)` is called under the ticket's lock wherever a ticket changes.
"""
