from ai.local.units import split_sentences, split_units


def texts(markdown: str) -> list[str]:
    return [unit.text for unit in split_units(markdown)]


def test_a_paragraph_is_its_sentences():
    assert texts("Open the door. Is it dark? Switch\non the *light*!") == [
        "Open the door.",
        "Is it dark?",
        "Switch on the *light*!",
    ]


def test_abbreviations_times_and_numbers_do_not_end_a_sentence():
    text = "We open at 5 p.m. on Mondays, e.g. in May. It costs 2.50 euros, approx. 3 dollars."
    assert split_sentences(text) == [
        "We open at 5 p.m. on Mondays, e.g. in May.",
        "It costs 2.50 euros, approx. 3 dollars.",
    ]


def test_a_sentence_does_not_begin_in_the_middle_of_one():
    assert len(split_sentences("Choose **Forgot password?** on the sign-in page.")) == 1


def test_a_list_of_steps_stays_whole_with_the_line_that_introduces_it():
    [first, steps, last] = split_units(
        "Read this.\nTo reset it:\n\n1. Open it.\n2. Wait\n   a minute.\n\n3. Close.\n\nDone."
    )
    assert first.text == "Read this."
    assert steps.text == "To reset it:\n\n1. Open it.\n2. Wait\n   a minute.\n3. Close."
    assert steps.is_block
    assert steps.probes == ("To reset it:", "Open it.", "Wait a minute.", "Close.")
    assert last.text == "Done."


def test_a_list_at_the_end_is_not_lost():
    assert texts("You need:\n- a key\n- a card") == ["You need:\n\n- a key\n- a card"]


def test_tables_and_code_stay_whole():
    [table, code] = split_units(
        "| Plan | Price |\n|---|---|\n| Team | 19 |\n\n```\nGET /v2\n\nAccept: json\n```"
    )
    assert table.is_block
    assert table.probes == ("Plan Price", "Team 19")
    assert code.text == "```\nGET /v2\n\nAccept: json\n```"


def test_a_heading_is_matched_with_what_stands_below_it():
    [unit] = split_units("## Refunds\n\nThey take 5 days.")
    assert unit.text == "They take 5 days."
    assert unit.probes == ("They take 5 days.", "Refunds")


def test_links_and_emphasis_are_matched_as_plain_text():
    [unit] = split_units("See [our **guide**](https://x.example/a) now.")
    assert unit.probes == ("See our guide now.",)
    assert unit.text == "See [our **guide**](https://x.example/a) now."


def test_nothing_to_quote_is_nothing():
    assert split_units("") == ()
    assert split_units("## Only a heading\n\n---\n\n***") == ()


def test_closing_quotes_and_marks_stay_with_their_sentence():
    assert texts("It says “Go.” **Then wait.** And (maybe.) Stop.") == [
        "It says “Go.”",
        "**Then wait.**",
        "And (maybe.)",
        "Stop.",
    ]
