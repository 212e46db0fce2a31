"""A model reads what stands beside the best passages, and may cite it."""

from __future__ import annotations

import json

import pytest

from agent.models import Run
from knowledge.models import Article, Passage
from tests.ai.conftest import provider
from tests.ai.standin import Handler, draft, streamed
from tests.factories import receive
from tests.knowledge.factories import make_live

__all__ = ["provider"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_answers")]
FILLER = " Nothing else is said of it in this part of the text." * 10
BESIDE = "Take along the blue form and the old key."


@pytest.fixture
def house(launchpad) -> Article:
    """The question finds the first part, and eight short articles that are nearer to it than the second."""
    for number in range(8):
        make_live(launchpad, f"Moving out of flat {number}", "Whoever moves out gives back the keys.")
    parts = [
        f"## Where do I go when I move out?\n\nWhen you move out, go to the office.{FILLER}",
        f"## Forms\n\n{BESIDE}{FILLER}",
    ]
    return make_live(launchpad, "House rules", "\n\n".join(parts))


def cite_the_form(handler: Handler) -> None:
    passages = json.loads(handler.asked["messages"][-1]["content"])["passages"]
    cited = [passage["id"] for passage in passages if BESIDE in passage["text"]]
    streamed(draft((BESIDE, cited)))(handler)


def test_a_passage_beside_a_hit_is_read_cited_and_kept(house, widget, work_off, provider) -> None:
    provider.replies = [cite_the_form]

    receive(widget, "Where do I go when I move out?")
    work_off()

    run = Run.objects.get()
    beside = Passage.objects.get(article=house, position=1)
    assert (run.decision, run.engine) == ("reply", "openai")
    assert run.answer.citations[0]["passages"] == [beside.pk]
    kept = run.passages.get(passage=beside)
    assert (kept.is_cited, kept.vector) == (True, None)
    assert run.passages.count() == 9
