"""What a model wrote, held against the passages that it cites."""

import pytest

from ai.grounding import is_borne

PASSAGE = "A refund arrives within 5 working days after we approve it. Trials end after thirty days."


@pytest.mark.parametrize(
    ("question", "sentence", "borne"),
    [
        ("How long does a refund take?", "A refund arrives within 5 working days.", True),
        ("How long does a refund take?", "A refund arrives within five working days.", True),
        (
            "Does a refund arrive within 2 working days?",
            "Yes, a refund arrives within 2 working days.",
            False,
        ),
        ("Is my refund 5000 dollars?", "Your refund of 5000 dollars arrives within 5 working days.", False),
        ("How long does a refund take?", "A refund arrives within twenty working days.", False),
        ("How long does a refund take?", "A refund arrives within fifteen working days.", False),
        ("When does a trial end?", "Trials end after 30 days.", True),
        ("When does a trial end?", "Trials end after ninety days.", False),
    ],
)
def test_a_figure_has_to_stand_in_the_passage_whoever_named_it(question, sentence, borne) -> None:
    assert is_borne(sentence, [PASSAGE], question=question) is borne
