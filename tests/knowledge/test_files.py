from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from conversations.models import Job
from knowledge.audience import Condition
from knowledge.help.reader import token_for
from knowledge.markup import render_article, without_files
from knowledge.models import ArticleFile
from knowledge.services import disable_article, publish_now, save_draft, set_audience, store_file
from knowledge.services.files import forget_file
from tests.factories import CustomerFactory
from tests.knowledge.factories import make_article, make_live

pytestmark = pytest.mark.django_db
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
UPLOAD = reverse("knowledge:upload")


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def image(name: str = "Screen [1].png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG)


@pytest.fixture
def shot(bob) -> ArticleFile:
    return store_file(by=bob, upload=image())


def url_of(file: ArticleFile) -> str:
    return reverse("knowledge:file", args=[file.key])


def fetch(client, url: str):
    """The whole answer, its file closed again."""
    response = client.get(url)
    if response.streaming:
        response.getvalue()
    return response


def text_with(file: ArticleFile) -> str:
    return f"Press the button.\n\n![The button]({url_of(file)})"


def test_an_uploaded_image_comes_back_as_the_markdown_that_shows_it(signed_in, bob, stored) -> None:
    client = signed_in(bob)

    markdown = client.post(UPLOAD, {"upload": image()}).json()["markdown"]

    file = ArticleFile.objects.get()
    assert markdown == rf"![Screen \[1\].png]({url_of(file)})"
    assert (file.tenant, file.uploaded_by, file.content_type) == (bob.tenant, bob, "image/png")
    preview = client.post(reverse("knowledge:preview"), {"body": markdown}).content.decode()
    assert f'src="{url_of(file)}"' in preview
    assert client.get(url_of(file)).getvalue() == PNG
    assert str(stored) in file.file.path


def test_a_file_that_is_no_image_is_linked(signed_in, bob) -> None:
    upload = SimpleUploadedFile("Prices.csv", b"a,b\n1,2\n")

    assert signed_in(bob).post(UPLOAD, {"upload": upload}).json()["markdown"].startswith("[Prices.csv](")


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (SimpleUploadedFile("page.html", b"<script>alert(1)</script>"), "not a file of a type"),
        (SimpleUploadedFile("image.png", b"<script>alert(1)</script>"), "not a file of a type"),
        (SimpleUploadedFile("empty.png", b""), "empty"),
    ],
)
def test_what_is_not_taken_is_said(upload, said, signed_in, bob) -> None:
    answer = signed_in(bob).post(UPLOAD, {"upload": upload})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ArticleFile.objects.exists()


def test_a_file_too_large_and_no_file_are_said(signed_in, bob, settings) -> None:
    settings.ATTACHMENT_MAX_BYTES = 10
    client = signed_in(bob)

    assert "at most" in client.post(UPLOAD, {"upload": image()}).content.decode()
    assert client.post(UPLOAD).status_code == 422


def test_uploading_is_for_who_may_write(signed_in, vera, bob, client) -> None:
    assert signed_in(vera).post(UPLOAD, {"upload": image()}).status_code == 403
    assert client.post(UPLOAD, {"upload": image()}).status_code == 302
    assert signed_in(bob).get(UPLOAD).status_code == 405


def test_a_file_is_public_only_while_the_live_text_of_a_public_article_shows_it(
    client, shot, launchpad, bob
) -> None:
    article = make_article(launchpad, "Buttons", text_with(shot))
    assert fetch(client, url_of(shot)).status_code == 404

    publish_now(version=article.latest, by=bob)
    answer = fetch(client, url_of(shot))
    assert answer.status_code == 200
    assert "public" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")
    assert "sandbox" in answer["Content-Security-Policy"]

    disable_article(article=article, by=bob)
    assert fetch(client, url_of(shot)).status_code == 404


@pytest.mark.parametrize("kind", ["restricted", "known_issue", "replaced"])
def test_a_file_of_what_is_not_for_everybody_is_not_there(kind, client, shot, launchpad, bob) -> None:
    kinds = {"kind": "known_issue"} if kind == "known_issue" else {}
    article = make_live(launchpad, "Buttons", text_with(shot), **kinds)
    if kind == "restricted":
        set_audience(article=article, conditions=[Condition.of(plans=["pro"])], by=bob)
    if kind == "replaced":
        version = save_draft(article=article, title="Buttons", body="None.", base_number=1, by=bob)
        publish_now(version=version, by=bob)

    assert fetch(client, url_of(shot)).status_code == 404


def test_a_signed_address_opens_it_for_an_hour(client, shot, launchpad, monkeypatch) -> None:
    html = render_article(text_with(shot), is_signed=True)
    address = html.split('src="')[1].split('"')[0]

    assert fetch(client, address).status_code == 200
    assert "private" in fetch(client, address)["Cache-Control"]
    assert fetch(client, address[:-1] + "x").status_code == 404
    other = store_file(by=shot.uploaded_by, upload=image())
    assert fetch(client, address.replace(shot.key, other.key, 1)).status_code == 404
    monkeypatch.setattr("knowledge.markup.LINK_SECONDS", -1)
    assert fetch(client, address).status_code == 404


def test_who_may_read_a_limited_article_in_the_help_centre_sees_its_images(client, shot, launchpad) -> None:
    article = make_live(launchpad, "Buttons", text_with(shot), audience=[Condition.of(plans=["pro"])])
    reader = token_for(CustomerFactory(tenant=launchpad, plan="pro"))

    page = client.get(reverse("knowledge:help-article", args=["launchpad", article.slug]), {"as": reader})

    address = page.content.decode().split('src="' + url_of(shot))[1].split('"')[0]
    assert fetch(client, url_of(shot) + address).status_code == 200
    assert fetch(client, url_of(shot)).status_code == 404


def test_what_only_members_see_is_kept_for_each_of_them_alone(signed_in, shot, vera) -> None:
    answer = fetch(signed_in(vera), url_of(shot))

    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]


def test_a_member_of_another_tenant_gets_nothing(signed_in, shot, charlie, vera, harbor) -> None:
    make_live(harbor, "Stolen", text_with(shot))

    assert fetch(signed_in(charlie), url_of(shot)).status_code == 404
    assert fetch(signed_in(vera), url_of(shot)).status_code == 200
    assert signed_in(vera).post(url_of(shot)).status_code == 405


def test_images_from_elsewhere_are_not_loaded() -> None:
    html = render_article("![a](https://evil.example/x.png) ![b](/content-files/no/) ![c](javascript:x)")

    assert "src=" not in html


def test_search_and_answers_have_the_words_and_not_the_addresses(shot, launchpad) -> None:
    text = text_with(shot) + f"\n\nSee [the list]({url_of(shot)}) too."

    article = make_live(launchpad, "Buttons", text)

    assert without_files(text) == "Press the button.\n\nThe button\n\nSee the list too."
    assert "content-files" not in article.passages.get().text


def test_what_no_text_shows_is_forgotten_and_what_one_shows_stays(shot, launchpad, bob, work_off) -> None:
    kept = store_file(by=bob, upload=image())
    make_article(launchpad, "Buttons", text_with(kept))
    path = shot.file.path
    Job.objects.filter(name="knowledge.forget_file").update(run_at=timezone.now())

    work_off()
    forget_file(shot.pk)

    assert list(ArticleFile.objects.all()) == [kept]
    assert path != kept.file.path
