from __future__ import annotations

import pytest

from agent.understanding import says_it_helped
from ai.local.language import language_of


@pytest.mark.parametrize(
    "text",
    [
        "yes", "Yes!", "yep thanks", "Yes, that helped. Thank you so much!", "it did", "That worked, thanks",
        "solved", "perfect, thank you", "thanks", "the second one", "this one helped", "👍",
        "oui, merci", "ja", "Found it, thanks!", "I've found it",
    ],
)  # fmt: skip
def test_a_plain_yes_is_heard(text: str) -> None:
    assert says_it_helped(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "no", "No.", "nope", "none of these", "None of them, sorry", "not really", "It didn’t help",
        "no, thanks",
        "No. Thanks", "unfortunately not", "doesn't work", "neither",
        "nein", "👎",
    ],
)  # fmt: skip
def test_a_plain_no_is_heard(text: str) -> None:
    assert says_it_helped(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "", "ok", "yes but how do I do that on my phone", "No, I mean the other invoice", "did it help?",
        "thanks, and where is the invoice", "great, it does not work", "I have no invoice", "yes?", "hello",
        "not the first one but I need the export", "no idea what that means",
        "found it confusing", "I found it but the button is grey",
    ],
)  # fmt: skip
def test_what_tells_or_asks_more_is_neither(text: str) -> None:
    assert says_it_helped(text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How long does a refund take until it arrives?", "en"),
        ("invoice export csv", ""),
        ("Wie kann ich meine Rechnung als PDF herunterladen?", "de"),
        ("Wo finde ich die Rechnung", "de"),
        ("Comment puis-je annuler mon abonnement ?", "fr"),
        ("¿Cómo puedo cambiar la contraseña de mi cuenta?", "es"),
        ("Come posso cambiare il metodo di pagamento?", "it"),
        ("Como posso alterar o meu plano?", "pt"),
        ("Hoe kan ik mijn wachtwoord wijzigen?", "nl"),
        ("Jak mogę zmienić moje hasło?", "pl"),
        ("Hur kan jag ändra mitt lösenord?", "sv"),
        ("Как изменить пароль?", "ru"),
        ("パスワードを変更するにはどうすればいいですか", "ja"),
        ("如何更改我的密码？", "zh"),
        ("كيف يمكنني تغيير كلمة المرور؟", "ar"),
        ("Our client Jörg Müller in München can't open the Rechnung PDF", "en"),
        ("my password is not working", "en"),
        ("pls help, app crashes", ""),
        ("", ""),
        ("E-403", ""),
    ],
)
def test_the_language_is_told_where_enough_is_said(text: str, language: str) -> None:
    assert language_of(text) == language
