"""What triage keeps of a message goes when the message is erased."""

from __future__ import annotations

from django.db import transaction

from agent.models import TriageCorrection, TriageThread
from agent.readers import readers_of
from conversations import live
from conversations.models import Message


@transaction.atomic
def forget_message(*, message_id: int) -> None:
    """Delete the triages and corrections of every ticket in which a customer's message may have been read:
    their texts are made of several messages. Twice is once."""
    message = Message.objects.filter(pk=message_id, author=Message.Author.CUSTOMER).first()
    if message is None:
        return
    for reader in readers_of(message):
        TriageThread.objects.filter(ticket=reader).delete()
        TriageCorrection.objects.filter(ticket=reader).delete()
        live.publish(reader.tenant_id, f"ticket-{reader.number}")
