from __future__ import annotations

import pytest

from accounts.models import AuditEntry
from channels_app.widget.settings import WidgetSettings
from conversations.models import Channel
from tests.factories import TeamFactory

PAGE = "/conversations/settings/widget/"
SAVE = PAGE + "save/"
SECRET = PAGE + "secret/"
FORM = {
    "is_enabled": "on",
    "greeting": "Hello",
    "accent": "#0F766E",
    "position": "left",
    "allowed_domains": "https://www.example.com/shop\n\n*.example.com\nwww.example.com",
}


def test_the_page_shows_the_embed_code_of_the_own_widget(signed_in, alice, widget, harbor_widget):
    page = signed_in(alice).get(PAGE).content.decode()
    assert "data-key=&quot;launchpad-widget&quot;" in page or 'data-key="launchpad-widget"' in page
    assert "harbor-widget" not in page


def test_an_admin_configures_the_widget(signed_in, alice, widget):
    response = signed_in(alice).post(SAVE, FORM)
    assert response.status_code == 302
    chosen = WidgetSettings.of(Channel.objects.get())
    assert (chosen.greeting, chosen.accent, chosen.position) == ("Hello", "#0f766e", "left")
    assert chosen.allowed_domains == ["www.example.com", "*.example.com"]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor) == ("widget.changed", alice)
    assert entry.changes["greeting"] == ["", "Hello"]


def test_saving_the_same_again_is_not_recorded_again(signed_in, alice, widget):
    for _time in range(2):
        signed_in(alice).post(SAVE, FORM)
    assert AuditEntry.objects.count() == 1


def test_the_widget_can_be_switched_off(signed_in, alice, widget):
    signed_in(alice).post(SAVE, {**FORM, "is_enabled": ""})
    assert not Channel.objects.get().is_enabled


def test_saving_keeps_what_the_form_does_not_show(signed_in, alice, widget):
    widget.settings = {"identity_secret": "kept", "reply_time": "soon", "from_a_later_version": 1}
    widget.save()
    signed_in(alice).post(SAVE, FORM)
    kept = Channel.objects.get().settings
    assert (kept["identity_secret"], kept["reply_time"], kept["from_a_later_version"]) == ("kept", "soon", 1)


def test_a_tenant_without_a_widget_makes_one_by_saving(signed_in, alice):
    assert signed_in(alice).get(PAGE).status_code == 200
    assert not Channel.objects.exists()
    for _time in range(2):
        signed_in(alice).post(SAVE, FORM)
    assert Channel.objects.get().tenant == alice.tenant


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("accent", "red"),
        ("accent", ""),
        ("allowed_domains", "not a domain"),
        ("position", "top"),
        ("greeting", "x" * 501),
    ],
)
def test_a_wrong_value_is_shown_with_the_form(signed_in, alice, widget, field, value):
    response = signed_in(alice).post(SAVE, {**FORM, field: value})
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert Channel.objects.get().settings == {}


def test_a_new_secret_replaces_the_old_one_and_is_not_in_the_audit_log(signed_in, alice, widget):
    secrets = []
    for _time in range(2):
        signed_in(alice).post(SECRET)
        secrets.append(WidgetSettings.of(Channel.objects.get()).identity_secret)
    assert secrets[0] != secrets[1]
    assert secrets[1] in signed_in(alice).get(PAGE).content.decode()
    entries = AuditEntry.objects.all()
    assert {entry.action for entry in entries} == {"widget.secret_rotated"}
    assert not any(secret in str(entry.changes) for entry in entries for secret in secrets)


@pytest.mark.parametrize(("method", "path"), [("get", PAGE), ("post", SAVE), ("post", SECRET)])
def test_only_admins_configure(signed_in, bob, vera, client, widget, method, path):
    for member in (bob, vera):
        assert getattr(signed_in(member), method)(path, FORM).status_code == 403
    assert getattr(client, method)(path, FORM).status_code == 302
    assert Channel.objects.get().settings == {}


def test_an_outsider_configures_their_own_widget_only(signed_in, charlie, widget):
    signed_in(charlie).post(SAVE, FORM)
    signed_in(charlie).post(SECRET)
    widget.refresh_from_db()
    assert widget.settings == {}


def test_changes_are_posted(signed_in, alice, widget):
    for path in (SAVE, SECRET):
        assert signed_in(alice).get(path).status_code == 405


def test_asking_how_it_was_and_the_team_for_escalations_are_chosen_and_audited(signed_in, alice, widget):
    team = TeamFactory(tenant=alice.tenant, name="Billing")

    signed_in(alice).post(SAVE, {**FORM, "escalation_team": team.pk})

    chosen = WidgetSettings.of(Channel.objects.get())
    assert (chosen.asks_csat, chosen.escalation_team) == (False, team.pk)
    changes = AuditEntry.objects.get().changes
    assert changes["asks_csat"] == [True, False]
    assert changes["escalation_team"] == [None, team.pk]
    page = signed_in(alice).get(PAGE).content.decode()
    assert f'<option value="{team.pk}" selected>Billing</option>' in page


def test_journeys_are_kept_until_an_admin_says_no(signed_in, alice, widget):
    assert WidgetSettings.of(widget).keeps_journey

    signed_in(alice).post(SAVE, FORM)

    assert not WidgetSettings.of(Channel.objects.get()).keeps_journey
    assert AuditEntry.objects.get().changes["keeps_journey"] == [True, False]


def test_a_team_of_another_tenant_takes_no_escalations(signed_in, alice, charlie, widget):
    team = TeamFactory(tenant=charlie.tenant)

    assert signed_in(alice).post(SAVE, {**FORM, "escalation_team": team.pk}).status_code == 422
    assert WidgetSettings.of(Channel.objects.get()).escalation_team is None


def test_the_owner_and_the_priority_of_escalations_are_chosen_and_audited(signed_in, alice, bob, widget):
    chosen = {**FORM, "escalation_owner": bob.pk, "escalation_priority": "critical"}
    assert signed_in(alice).post(SAVE, chosen).status_code == 302

    kept = WidgetSettings.of(Channel.objects.get())
    assert (kept.escalation_owner, kept.escalation_priority) == (bob.pk, "critical")
    assert AuditEntry.objects.get().changes["escalation_priority"] == ["high", "critical"]


def test_nobody_of_another_tenant_and_no_viewer_owns_escalations(signed_in, alice, vera, charlie, widget):
    for member in (vera, charlie):
        assert signed_in(alice).post(SAVE, {**FORM, "escalation_owner": member.pk}).status_code == 422
