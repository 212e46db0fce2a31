"""Answers from large knowledge bases, by step: the small one is asked beside the large one's index.

What the bench fills was not published, so no passage was read word by word beforehand. The first time this is
done while the customer waits; then what was found is read, as publishing does, and all is asked once more in
other words, for which a few other passages are found.
"""

from __future__ import annotations

from accounts.models import Tenant
from agent.models import RunPassage
from conversations.models import Channel
from knowledge.models import Passage
from knowledge.readings import read_and_keep
from tests.bench.figures import answer
from tests.bench.knowledge import of_size
from tests.bench.session import Session

TURNS = {1: "read by nobody yet", 2: "nearly all read ahead"}


def measure(session: Session) -> None:
    assert session.hub
    tenants = [(passages, of_size(passages)) for passages in session.sizes.passages]
    for passages, tenant in tenants:
        for turn, state in TURNS.items():
            title = f"Answer, {passages:,} passages, {state} (the largest tenant has {tenants[-1][0]:,})"
            answer.report(session, title, key=_widget_of(tenant), turn=turn)
            found = RunPassage.objects.filter(run__ticket__tenant=tenant).values("passage")
            read_and_keep(Passage.objects.unread().filter(pk__in=found))


def _widget_of(tenant: Tenant) -> str:
    channel, _is_new = Channel.objects.get_or_create(tenant=tenant, kind=Channel.Kind.WIDGET, name="Website")
    return channel.public_key
