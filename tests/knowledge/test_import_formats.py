"""What each reader makes of files as people have them, and of files that mean no good."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from knowledge.audience import Condition
from knowledge.imports.entries import Entry, Refusal
from knowledge.imports.formats import read_upload
from knowledge.imports.html_pages import page_entry
from knowledge.services import ContentRefused


def one(name: str, content: bytes | str) -> Entry:
    found = read_upload(name, content.encode() if isinstance(content, str) else content)
    assert len(found) == 1
    assert isinstance(found[0], Entry), found[0]
    return found[0]


def refusal_of(name: str, content: bytes | str) -> str:
    """Of the whole file, or of its only part."""
    try:
        found = read_upload(name, content.encode() if isinstance(content, str) else content)
    except ContentRefused as error:
        return str(error)
    assert len(found) == 1
    assert isinstance(found[0], Refusal), found[0]
    return found[0].reason


def test_markdown_has_its_title_from_front_matter_heading_or_name() -> None:
    front = one("a.md", '---\ntitle: "Refunds"\ncategory: Money\nid: r-1\n---\n# Refunds\n\nText\n')
    assert (front.title, front.body, front.category, front.external_id) == ("Refunds", "Text", "Money", "r-1")
    assert one("a.md", '+++\ntitle = "Refunds"\n+++\nText').title == "Refunds"
    assert one("a.md", "Refunds\n=======\n\nText").title == "Refunds"
    named = one("close-your_account.md", "Text\n\n# Not the title")
    assert (named.title, named.body) == ("Close your account", "Text\n\n# Not the title")


def test_front_matter_is_read_as_the_yaml_it_is() -> None:
    head = """---
# From the old wiki
title: >
  When it's late:
  refunds
categories: ['Money & "more"', Other]
id: 007
author: {name: Kim}
---
Text
"""

    entry = one("a.md", head)

    assert (entry.title, entry.category) == ("When it's late: refunds", 'Money & "more"')
    assert (entry.external_id, entry.body) == ("007", "Text")


def test_front_matter_that_says_nothing_of_use_is_left_out() -> None:
    for head in ("---\n---\n", "---\n# title: none\n---\n", "---\ntitle:\nid: [ ]\nauthor: {a: 1}\n---\n"):
        entry = one("close-account.md", head + "Text")
        assert (entry.title, entry.category, entry.external_id) == ("Close account", None, "close-account.md")
        assert entry.body == "Text"


def test_words_between_two_rules_are_no_front_matter() -> None:
    text = "---\nPlease read this.\n---\n\nText"

    assert one("a.md", text).body == text


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("---\nid: 1\ntitle: Refunds: how long\n---\n", "line 3: mapping values are not allowed here"),
        ("---\na: " + "[" * 5_000 + "\n---\n", "is not YAML"),
        ("---\na: \x07\n---\n", "is not YAML"),
        ("+++\ntitle = Refunds\n+++\n", "is not TOML"),
    ],
)
def test_front_matter_that_can_not_be_read_is_refused_with_its_place(head, said) -> None:
    assert said in refusal_of("a.md", head + "Text")


def test_front_matter_that_unfolds_without_end_costs_nothing() -> None:
    lines = [f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]" for number in range(1, 30)]
    head = "\n".join(["---", "a0: &a0 lol", *lines, "title: *a29", "---", "Text"])

    assert one("bomb.md", head).title == "Bomb"


def test_a_heading_that_differs_from_the_title_stays() -> None:
    entry = one("a.md", "---\ntitle: Refunds\n---\n# How long it takes\n\nText")

    assert (entry.title, entry.body) == ("Refunds", "# How long it takes\n\nText")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("name", ["a.md", "a.html", "a.csv"])
def test_text_is_read_in_the_usual_encodings(name, encoding) -> None:
    texts = {
        "a.md": "# Größe\n\nPrüfen Sie die Größe. Das „Café“ hat geöffnet.",
        "a.html": "<h1>Größe</h1><p>Prüfen Sie die Größe. Das „Café“ hat geöffnet.</p>",
        "a.csv": "title,body\nGröße,Prüfen Sie die Größe. Das „Café“ hat geöffnet.\n",
    }

    entry = one(name, texts[name].encode(encoding))

    assert (entry.title, entry.body) == ("Größe", "Prüfen Sie die Größe. Das „Café“ hat geöffnet.")


def test_html_says_its_own_encoding() -> None:
    page = '<meta charset="windows-1251"><h1>Возврат</h1><p>Пять дней.</p>'

    assert one("a.html", page.encode("cp1251")).title == "Возврат"


def test_a_page_gives_its_main_part_as_markdown_without_what_runs_or_leads_around() -> None:
    entry = page_entry(
        "page",
        """<!doctype html><html><head><title>Refunds | Shop</title><style>p{}</style>
        <script>alert(1)</script></head><body><header>Shop</header><nav><a href="/">Home</a></nav>
        <main><h1>Refunds</h1><p onclick="alert(2)">It takes <strong>5</strong> days,
        see <a href="../terms?x=1#y">terms</a>, <a href="javascript:alert(3)">this</a>.</p>
        <ul><li>One</li><li>Two<script>alert(4)</script></li></ul>
        <table><tr><th>A</th></tr><tr><td>1</td></tr></table>
        <pre><code>x = 1</code></pre><img src="a.png" alt="A form"><iframe src="/x"></iframe></main>
        <footer>Imprint</footer></body></html>""",
        url="https://www.example.com/help/refunds/",
    )

    assert isinstance(entry, Entry)
    assert entry.title == "Refunds"
    assert "**5**" in entry.body
    assert "[terms](https://www.example.com/help/terms?x=1#y)" in entry.body
    assert "![A form](https://www.example.com/help/refunds/a.png)" in entry.body
    assert "- One" in entry.body
    assert "| A |" in entry.body
    assert "x = 1" in entry.body
    for gone in ("alert", "javascript", "Home", "Imprint", "Shop", "onclick"):
        assert gone not in entry.body


def test_a_page_without_a_heading_is_called_as_its_title_or_its_address() -> None:
    assert page_entry("x", "<title> The\n title </title><p>Text", url="https://e.com/a").title == "The title"
    assert page_entry("https://e.com/close-account", "<p>Text", url="https://e.com/").title == "Close account"


def test_relative_links_of_a_page_from_nowhere_are_only_text() -> None:
    entry = one("a.html", '<h1>A</h1><p>See <a href="/b">b</a> and <a href="mailto:x@e.com">us</a>.</p>')

    assert entry.body == "See b and [us](mailto:x@e.com)."


def test_a_page_with_nothing_but_scripts_is_refused() -> None:
    assert refusal_of("a.html", "<title>App</title><script>run()</script>") == "Write something first."


def test_a_page_nested_without_end_is_refused() -> None:
    assert "nested" in refusal_of("a.html", b"<div>" * 50_000 + b"Text")


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.csv", "a.json", "a.zip"])
def test_an_empty_file_is_refused(name) -> None:
    assert refusal_of(name, b"")


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.csv", "a.json"])
def test_a_file_with_nul_bytes_is_refused(name) -> None:
    assert "NUL" in refusal_of(name, b"Some text\x00 and more of it, quite a lot of it\x00.")


def test_bytes_of_no_known_encoding_are_refused() -> None:
    assert "Save it as UTF-8" in refusal_of("a.md", b"\x81\x8d\x8f Text")


def test_an_article_of_a_megabyte_is_refused_with_its_size() -> None:
    assert "at most 200 kB" in refusal_of("a.md", "word " * 200_000)


def test_a_file_of_another_type_is_refused() -> None:
    assert "can't be read" in refusal_of("a.pdf", b"%PDF-1.7")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_says_its_columns_in_any_order_and_case(delimiter) -> None:
    rows = [["ID", "Text", "Section", "Title"], ["7", 'Two\nlines, "quoted"; | all', "Money", "Refunds"]]
    table = "\r\n".join(delimiter.join('"' + c.replace('"', '""') + '"' for c in row) for row in rows)

    entry = one("a.csv", table)

    assert (entry.external_id, entry.title, entry.category) == ("7", "Refunds", "Money")
    assert entry.body == 'Two\nlines, "quoted"; | all'


def test_a_table_without_a_needed_column_says_which_and_what_it_has() -> None:
    said = refusal_of("a.csv", "heading1,words\nA,B\n")

    assert "“title”" in said
    assert "“body”" in said
    assert "heading1, words" in said


def test_a_broken_table_says_the_line() -> None:
    assert "Line 3" in refusal_of("a.csv", 'title,body\nA,B\n"C"D,E\n')


def test_an_audience_is_read_as_alternatives_of_traits() -> None:
    entry = one("a.csv", 'title,body,audience\nA,B,"plan: pro, Business; country: de | segment: partner"\n')

    assert entry.audience == [
        Condition(countries=("de",), plans=("pro", "business")),
        Condition(segments=("partner",)),
    ]
    assert one("a.csv", "title,body,audience\nA,B,Everybody\n").audience == []
    assert one("a.csv", "title,body\nA,B\n").audience is None


def test_an_id_that_json_can_say_and_no_page_can_show_is_refused() -> None:
    assert refusal_of("a.json", rb'[{"id": "\ud800", "title": "\u0000"}]')


@pytest.mark.parametrize("content", [b"{", b"{}", b"[" * 100_000, b"7"])
def test_json_that_is_no_list_is_refused(content) -> None:
    assert refusal_of("a.json", content)


def zipped(files: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_a_zip_gives_what_its_files_give_and_says_which_it_can_not_read() -> None:
    packed = zipped(
        {
            "docs/a.md": "# A\n\nText",
            "docs/b.html": "<h1>B</h1>Text",
            "c.csv": "title,body\nC,Text\nD,Text\n",
            "e.pdf": "%PDF",
            "inner.zip": zipped({"f.md": "F"}),
            "empty.md": "",
            "__MACOSX/._a.md": "x",
            ".DS_Store": "x",
        }
    )

    found = read_upload("docs.zip", packed)

    assert [each.title for each in found if isinstance(each, Entry)] == ["A", "B", "C", "D"]
    refused = {each.origin: each.reason for each in found if isinstance(each, Refusal)}
    assert set(refused) == {"e.pdf", "inner.zip", "empty.md"}
    assert "archive in an archive" in refused["inner.zip"]


@pytest.mark.parametrize("name", ["../a.md", "a/../../b.md", "/etc/a.md", "C:\\a.md", "..\\a.md"])
def test_a_zip_with_names_that_lead_out_is_refused(name) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo("x.md")
        info.filename = name
        archive.writestr(info, "Text")

    assert "leads out" in refusal_of("a.zip", packed.getvalue())


def test_a_zip_with_a_link_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo("passwd.md")
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")

    assert "is a link" in refusal_of("a.zip", packed.getvalue())


def test_a_zip_that_unpacks_to_a_hundred_times_its_size_is_refused() -> None:
    assert "100 times" in refusal_of("a.zip", zipped({"a.md": b"0" * 4_000_000}))


def test_a_zip_of_too_many_files_or_bytes_is_refused() -> None:
    assert "at most 500" in refusal_of("a.zip", zipped({f"{n}.md": "x" for n in range(501)}))
    large = {f"{n}.md": bytes(4_900_000) for n in range(11)}
    assert "50 MB" in refusal_of("a.zip", zipped(large, zipfile.ZIP_STORED))


def test_an_encrypted_file_of_a_zip_is_refused() -> None:
    packed = bytearray(zipped({"a.md": "Text"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(mark) + place] |= 1

    assert "encrypted" in refusal_of("a.zip", bytes(packed))


def test_a_damaged_zip_is_refused() -> None:
    packed = zipped({"a.md": "Text " * 100}, zipfile.ZIP_STORED)

    assert "zip" in refusal_of("a.zip", packed[:40])
    assert "damaged" in refusal_of("a.zip", packed.replace(b"Text Text", b"Test Test", 1))
