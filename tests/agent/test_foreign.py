"""What must not wait for somebody who knows the language."""

from __future__ import annotations

import pytest

from agent.understanding import asks_for_person, emergency_in
from tests.ai.conftest import provider
from tests.ai.standin import draft, streamed
from tests.factories import receive

__all__ = ["provider"]

DANGERS = {
    "Es riecht nach Gas in meiner Wohnung!": "gas",
    "Mein Keller steht unter Wasser, bitte schnell": "flooding",
    "Il y a une odeur de gaz dans la cuisine": "gas",
    "Au secours, il y a le feu au deuxième étage": "fire",
    "Huele mucho a gas en el pasillo": "gas",
    "Hay un incendio en el garaje": "fire",
    "C'è puzza di gas sulle scale": "gas",
    "O meu apartamento está alagado": "flooding",
    "Er is brand in de kelder": "fire",
    "Ik ruik gas in de gang": "gas",
    "Czuć gaz w kuchni": "gas",
    "Det luktar gas i trapphuset": "gas",
}
WISHES = [
    "Ich möchte mit einem Menschen sprechen",
    "Kann ich bitte mit einem Mitarbeiter reden?",
    "Je veux parler à un humain",
    "Quiero hablar con una persona",
    "Vorrei parlare con un operatore",
    "Quero falar com um atendente",
    "Kan ik met een medewerker spreken?",
    "Chcę porozmawiać z człowiekiem",
    "Jag vill prata med en människa",
]
NEITHER = [
    "Wann kommt meine Gasrechnung?",
    "Comment fonctionne l'assurance incendie ?",
    "¿Cuándo llega mi factura del gas?",
    "Which brand in the shop is the best?",
    "Wie kann ich eine Person zu meinem Team hinzufügen?",
]


@pytest.mark.parametrize(("text", "danger"), DANGERS.items())
def test_a_danger_is_heard(text, danger) -> None:
    assert emergency_in(text) == danger


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_for_a_person_is_heard(text) -> None:
    assert asks_for_person(text)


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_neither_is_not(text) -> None:
    assert (emergency_in(text), asks_for_person(text)) == ("", False)


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "reason"), [(next(iter(DANGERS)), "safety"), (WISHES[0], "customer_asked")])
def test_people_get_it_where_a_model_would_have_asked_back(
    refunds, widget, provider, work_off, text, reason
) -> None:
    provider.replies = [streamed(draft(kind="clarify", ask="Was meinen Sie genau?"))]
    ticket = receive(widget, text).ticket
    work_off()

    ticket.refresh_from_db()
    assert ticket.escalation_reason == reason
