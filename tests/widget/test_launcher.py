from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from channels_app.widget import colour
from conversations.models import Channel

WIDGET = Path(str(finders.find("widget")))


def test_the_launcher_is_one_small_script_that_any_site_may_load(client):
    response = client.get("/widget/v1.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "max-age=600" in response["Cache-Control"]
    assert not response.cookies
    assert response.content == (WIDGET / "launcher.js").read_bytes()


def test_the_launcher_is_sent_compressed_in_five_kilobytes_at_most(client):
    response = client.get("/widget/v1.js", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) <= 5 * 1024


def test_an_unchanged_launcher_is_not_sent_again(client):
    etag = client.get("/widget/v1.js")["ETag"]
    assert client.get("/widget/v1.js", headers={"If-None-Match": etag}).status_code == 304


def test_the_opened_messenger_weighs_40_kilobytes_at_most(client, widget):
    files = [*(WIDGET / "js").glob("*.js"), *(WIDGET / "css").glob("*.css")]
    page = client.get("/widget/frame/", {"key": widget.public_key}).content
    theme = client.get(f"/widget/theme/{widget.public_key}.css").content
    weight = sum(
        len(gzip.compress(content)) for content in (page, theme, *(file.read_bytes() for file in files))
    )
    assert len(files) > 10
    assert weight <= 40 * 1024


def test_the_scripts_load_nothing_from_elsewhere_and_set_no_cookie():
    scripts = "".join(path.read_text() for path in WIDGET.rglob("*.js"))
    assert set(re.findall(r"https?://[^\s\"'`]+", scripts)) == {"http://www.w3.org/2000/svg"}
    assert "document.cookie" not in scripts
    assert "eval(" not in scripts


def test_every_module_the_messenger_imports_is_there():
    for path in (WIDGET / "js").glob("*.js"):
        for name in re.findall(r'from "\./(.+?)"', path.read_text()):
            assert (WIDGET / "js" / name).is_file(), f"{path.name} imports {name}"


def test_the_looks_are_told_to_a_site_that_may_show_the_widget(client, widget):
    widget.settings = {"accent": "#ffd400", "position": "left", "allowed_domains": ["www.example.com"]}
    widget.save()
    response = client.get(
        f"/widget/launcher/{widget.public_key}/", headers={"Origin": "https://www.example.com"}
    )
    looks = response.json()
    assert (looks["accent"], looks["on_accent"], looks["position"]) == ("#ffd400", "#050607", "left")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_no_looks_for_another_site_an_unknown_key_or_a_widget_that_is_off(client, widget):
    widget.settings = {"allowed_domains": ["www.example.com"]}
    widget.save()
    path = f"/widget/launcher/{widget.public_key}/"
    assert client.get(path, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.get("/widget/launcher/no-such-key/").status_code == 404
    Channel.objects.update(is_enabled=False)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("accent", ["#ffd400", "#2f5fd0", "#000000", "#ffffff", "#7f7f7f", "#0f766e"])
def test_any_accent_comes_with_text_that_can_be_read(client, widget, accent):
    widget.settings = {"accent": accent}
    widget.save()
    css = client.get(f"/widget/theme/{widget.public_key}.css").content.decode()
    on_accent = re.search(r"--on-accent:(#\w{6})", css).group(1)
    light, dark = re.findall(r"--accent-ink:(#\w{6})", css)
    assert colour.contrast(on_accent, accent) >= 4.5
    assert colour.contrast(light, colour.PAPER) >= 4.5
    assert colour.contrast(dark, colour.NIGHT) >= 4.5


def test_contrast_is_wcags():
    assert colour.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colour.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_there_is_no_accent_that_text_can_not_be_read_on():
    shades = range(0, 256, 15)
    accents = [f"#{red:02x}{green:02x}{blue:02x}" for red in shades for green in shades for blue in shades]
    assert min(colour.contrast(colour.text_on(accent), accent) for accent in accents) >= 4.5


def test_only_the_channels_domains_may_frame_the_messenger(client, widget):
    widget.settings = {"allowed_domains": ["www.example.com"], "greeting": "Hello <you>"}
    widget.save()
    response = client.get("/widget/frame/", {"key": widget.public_key, "origin": "https://www.example.com"})
    policy = response["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' https://www.example.com http://www.example.com")
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in response
    assert 'data-host="https://www.example.com"' in response.content.decode()
    assert "Hello &lt;you&gt;" in response.content.decode()
    assert not response.cookies


@pytest.mark.parametrize("origin", ["https://evil.example", "", "javascript:alert(1)", '"><script>'])
def test_the_messenger_talks_to_no_page_that_is_not_allowed(client, widget, origin):
    widget.settings = {"allowed_domains": ["www.example.com"]}
    widget.save()
    response = client.get("/widget/frame/", {"key": widget.public_key, "origin": origin})
    assert 'data-host=""' in response.content.decode()


def test_the_messenger_has_no_inline_script_or_style(client, widget):
    page = client.get("/widget/frame/", {"key": widget.public_key}).content.decode()
    assert not re.search(r"\son\w+=|style=|<style", page)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", page))


def test_there_is_no_messenger_for_an_unknown_key(client, db):
    for path in ("/widget/frame/?key=nope", "/widget/frame/", "/widget/theme/nope.css"):
        assert client.get(path).status_code == 404
