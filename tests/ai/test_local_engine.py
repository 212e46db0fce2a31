from dataclasses import replace

import pytest

from ai import engine
from ai.engines.local import LocalEngine
from ai.errors import AIUnavailable
from ai.local import confidence, library
from ai.local.units import split_units
from ai.local.words import content_words, rarity, stem
from ai.models import ModelCall
from ai.types import AnswerRequest, Source

REFUNDS = """\
We send a refund on the day we approve it. It reaches your card within 5 working days.

## Ask for one

To ask for a refund:

1. Open **Billing**.
2. Choose the payment.
3. Choose **Ask for a refund** and give a reason."""
PARKING = "The garage costs 85 pounds a month. If all spaces are taken, you wait about 4 months."
PETS = "Two cats or one dog are fine. Please send us kind, breed and age first."
PASSWORD = "Open the sign-in page and choose Forgot password. The link in the email works for 60 minutes."


@pytest.fixture
def sources() -> tuple[Source, ...]:
    articles = [("Refunds", REFUNDS), ("Parking", PARKING), ("Pets", PETS), ("Reset your password", PASSWORD)]
    return tuple(
        Source(passage_id=number * 10, article_id=number, title=title, text=text, vector=1 / number)
        for number, (title, text) in enumerate(articles, start=1)
    )


def ask(question: str, sources: tuple[Source, ...], **options):
    # The question's own article first, as a search would have it.
    return LocalEngine().answer(AnswerRequest(question=question, sources=sources, **options))


def with_best_first(sources: tuple[Source, ...], title: str) -> tuple[Source, ...]:
    return tuple(
        source.model_copy(update={"vector": 0.9 if source.title == title else 0.1}) for source in sources
    )


@pytest.mark.parametrize("nearest", [1, 2])
def test_of_two_texts_alike_the_one_nearer_by_the_search_is_quoted(nearest):
    twins = tuple(
        Source(
            passage_id=number,
            article_id=number,
            title="Refunds",
            text=REFUNDS,
            nearness=0.6 if number == nearest else 0.3,
        )
        for number in (1, 2)
    )
    answer = ask("How long until the refund is on my card?", twins)
    assert answer.sentences[0].passage_ids == (nearest,)


@pytest.mark.parametrize(
    ("question", "title", "fact"),
    [
        ("How long until the refund is on my card?", "Refunds", "within 5 working days"),
        ("what does a garage space cost per month", "Parking", "85 pounds a month"),
        ("May I have two cats in the flat?", "Pets", "Two cats or one dog are fine."),
        ("I forgot my password, how can I sign in again?", "Reset your password", "choose Forgot password"),
    ],
)
def test_a_question_is_answered_in_the_articles_own_words(sources, question, title, fact):
    ordered = with_best_first(sources, title)
    answer = ask(question, ordered)
    assert answer.kind == "answer"
    assert fact in answer.text
    [cited] = answer.passage_ids
    [source] = [source for source in ordered if source.passage_id == cited]
    assert source.title == title
    for sentence in answer.sentences:
        assert sentence.text in source.text
    assert (answer.engine, answer.model) == ("local", "all-MiniLM-L6-v2")


def test_steps_are_quoted_as_a_whole(sources):
    answer = ask("How do I ask for a refund of a payment?", with_best_first(sources, "Refunds"))
    assert answer.kind == "answer"
    assert "1. Open **Billing**.\n2. Choose the payment.\n3. Choose" in answer.text


def test_a_question_in_the_text_is_answered_by_what_follows_it():
    faq = "Can I pay by cheque? We take cards and bank transfers only. Is there a fee? No fee is charged."
    source = Source(passage_id=1, article_id=1, title="Paying", text=faq, vector=0.9, lexical=0.9)
    other = Source(passage_id=2, article_id=2, title="Pets", text=PETS, vector=0.1)
    answer = ask("can I pay by cheque", (source, other))
    assert answer.kind == "answer"
    assert answer.text.startswith("We take cards and bank transfers only.")


@pytest.mark.parametrize(
    "question",
    [
        "Do you deliver furniture to Norway by ship?",
        "Who won the football match yesterday evening?",
        "Is there a swimming pool on the roof of the building?",
    ],
)
def test_what_the_sources_do_not_say_is_not_answered(sources, question):
    answer = ask(question, sources)
    assert (answer.kind, answer.sentences) == ("none", ())
    assert answer.confidence < confidence.current().answer_threshold


def test_without_its_article_the_same_question_is_not_answered(sources):
    question = "How long until the refund is on my card?"
    assert ask(question, with_best_first(sources, "Refunds")).kind == "answer"
    assert ask(question, sources[1:]).kind == "none"


@pytest.mark.parametrize("question", ["hello?", "it doesn't work", "I have a question", "help", "???"])
def test_a_question_that_says_nothing_is_asked_back(sources, question):
    answer = ask(question, sources)
    assert answer.kind == "clarify"
    assert answer.clarifying_question.endswith("?")
    assert answer.sentences == ()


def test_a_word_that_fits_several_articles_is_asked_back_with_their_titles():
    texts = ["The deposit for a flat is five weeks' rent.", "The deposit for a room is 200 pounds."]
    sources = tuple(
        Source(passage_id=n, article_id=n, title=title, text=text, vector=0.5)
        for n, (title, text) in enumerate(zip(["Deposit: flats", "Deposit: rooms"], texts, strict=True))
    )
    answer = ask("deposit", sources)
    assert answer.kind == "clarify"
    assert "“Deposit: flats”" in answer.clarifying_question
    assert "“Deposit: rooms”" in answer.clarifying_question


def test_without_sources_there_is_no_answer():
    answer = ask("How long do refunds take to reach my card?", ())
    assert (answer.kind, answer.confidence) == ("none", 0.0)


def test_the_evidence_is_told_with_every_answer(sources):
    answer = ask("what does a garage space cost per month", with_best_first(sources, "Parking"))
    assert set(confidence.current().features) <= set(answer.evidence)
    assert answer.confidence == pytest.approx(confidence.current().confidence(answer.evidence))


def test_more_rivals_make_it_less_sure(sources):
    alone = ask("what does a garage space cost per month", with_best_first(sources, "Parking"))
    twin = sources[1].model_copy(update={"passage_id": 99, "article_id": 99, "title": "Garage"})
    rivalled = ask("what does a garage space cost per month", (*with_best_first(sources, "Parking"), twin))
    assert rivalled.confidence < alone.confidence


def test_sentences_are_heard_in_order(sources):
    heard = []
    request = AnswerRequest(
        question="How long until the refund is on my card?", sources=with_best_first(sources, "Refunds")
    )
    answer = LocalEngine().answer(request, heard.append)
    assert answer.sentences
    assert tuple(heard) == answer.sentences


@pytest.mark.parametrize(
    "text", ["", "## Only a heading", "---", "1. ", "| |\n|-|", "?" * 2000, "word " * 3000]
)
def test_odd_passages_do_no_harm(text):
    source = Source(passage_id=1, article_id=1, title="", text=text, vector=0.5)
    answer = ask(
        "How long until the refund is on my card?", (source, source.model_copy(update={"article_id": 2}))
    )
    assert answer.kind == "none"


@pytest.mark.parametrize("question", ["", " ", "x" * 20_000, "你好，退款要多久？", "\x07\u202e<script>"])
def test_odd_questions_do_no_harm(sources, question):
    assert ask(question, sources).kind in {"none", "clarify"}


@pytest.mark.django_db
def test_the_local_engine_is_in_the_ledger_and_free(launchpad, sources):
    engine.answer(launchpad, AnswerRequest(question="garage price", sources=sources))
    call = ModelCall.objects.for_tenant(launchpad).get()
    assert (call.engine, call.outcome, call.cost, call.tool) == ("local", "ok", 0, "agent")


@pytest.mark.django_db
def test_a_broken_local_engine_is_said_and_recorded(launchpad, sources, monkeypatch):
    def fail(question):
        raise RuntimeError("weights are gone")

    monkeypatch.setattr("ai.engines.local.read_question", fail)
    with pytest.raises(AIUnavailable, match="weights are gone"):
        engine.answer(launchpad, AnswerRequest(question="garage price", sources=sources))
    assert ModelCall.objects.get().error_kind == "RuntimeError"


@pytest.mark.django_db
def test_one_tenant_does_not_see_the_calls_of_another(launchpad, harbor, sources):
    engine.answer(launchpad, AnswerRequest(question="garage price", sources=sources))
    assert not ModelCall.objects.for_tenant(harbor).exists()


def test_what_is_kept_of_a_reading_need_not_be_read_again(monkeypatch):
    texts = [library.Text("Refunds", "", REFUNDS), library.Text("Pets", "Dogs", PETS)]
    kept = library.read_ahead(texts)
    library._passages.clear()  # As in another process.
    monkeypatch.setattr(library, "make_passages", lambda keys: pytest.fail("read a second time"))
    known = [replace(text, kept=data) for text, data in zip(texts, kept, strict=True)]
    for text, passage in zip(known, library.read_passages(known), strict=True):
        assert passage.units == split_units(text.text)
        assert text.digest + passage.to_bytes() == text.kept


def test_what_is_kept_of_another_text_or_damaged_is_read_anew(monkeypatch):
    pets, refunds = library.Text("Pets", "", PETS), library.Text("Refunds", "", REFUNDS)
    [of_pets, of_refunds] = library.read_ahead([pets, refunds])
    made, make = [], library.make_passages
    monkeypatch.setattr(library, "make_passages", lambda keys: made.append(keys) or make(keys))
    for kept in (of_refunds, of_pets[:-1], b"", None):
        library._passages.clear()
        [read] = library.read_passages([replace(pets, kept=kept)])
        assert read.units == split_units(PETS)
    assert made == [[("Pets", PETS)]] * 4


def test_forms_of_a_word_share_a_stem():
    for forms in (
        ("cancel", "cancelled", "cancellation"),
        ("refund", "refunds", "refunded"),
        ("policy", "policies"),
    ):
        assert len({stem(form) for form in forms}) == 1


def test_only_words_with_meaning_are_kept():
    assert content_words("Hi, could you please tell me how I cancel my plan?") == [
        stem("cancel"),
        stem("plan"),
    ]


def test_rare_words_weigh_more():
    assert rarity("people") < rarity("account") < rarity("password") < rarity("thermostatic")
