from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, Member, Team
from tests.factories import receive
from tickets.models import SavedView, Tag, Ticket
from tickets.services.saved_views import save_view

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def save(client, **fields: str):
    values = {"name": "Urgent", "scope": "personal", "query": "status=open&priority=critical", **fields}
    return client.post(reverse("tickets:view-create"), values)


def seen(client) -> list[str]:
    return [str(view.label) for view, _count in client.get(reverse("tickets:views")).context["saved"]]


def test_a_list_is_saved_under_a_name_and_opens_by_it(widget, bob, signed_in) -> None:
    receive(widget, "First question")
    receive(widget, "Second question")
    Ticket.objects.filter(number=1002).update(priority="critical")
    client = signed_in(bob)

    response = save(client)

    saved = SavedView.objects.get()
    assert response.url == f"{reverse('tickets:list')}?view={saved.pk}"
    page = client.get(response.url)
    assert [ticket.number for ticket in page.context["page"].tickets] == [1002]
    assert not page.context["asked"].is_changed
    counts = {view.label: count for view, count in client.get(reverse("tickets:views")).context["saved"]}
    assert counts == {"Urgent": 1}


def test_who_sees_a_view_is_what_its_scope_says(alice, bob, vera, launchpad, signed_in) -> None:
    team = Team.objects.create(tenant=launchpad, name="Billing")
    team.members.add(bob, vera)
    client = signed_in(bob)
    save(client, name="Mine alone")
    save(client, name="The team's", scope="team", team=str(team.pk))
    save(client, name="Everybody's", scope="shared")

    assert seen(client) == ["Everybody's", "Mine alone", "The team's"]
    assert seen(signed_in(vera)) == ["Everybody's", "The team's"]
    assert seen(signed_in(alice)) == ["Everybody's"]


def test_a_view_of_a_team_needs_one_and_only_ones_own(bob, launchpad, signed_in) -> None:
    foreign = Team.objects.create(tenant=launchpad, name="Not bob's")

    assert save(signed_in(bob), scope="team").status_code == 422
    assert save(signed_in(bob), scope="team", team=str(foreign.pk)).status_code == 422
    assert save(signed_in(bob), name="").status_code == 422
    assert SavedView.objects.count() == 0


def test_nonsense_in_a_saved_query_is_left_out(bob, signed_in) -> None:
    save(signed_in(bob), query="status=open&status=asleep&tag=77&nothing=1")

    assert SavedView.objects.get().query == "status=open"


def test_a_view_is_renamed_shared_updated_and_deleted(bob, alice, signed_in) -> None:
    client = signed_in(bob)
    save(client)
    saved = SavedView.objects.get()

    client.post(reverse("tickets:view-change", args=[saved.pk]), {"name": "Fires", "scope": "shared"})
    client.post(reverse("tickets:view-update", args=[saved.pk]), {"query": "priority=high"})
    saved.refresh_from_db()
    assert (saved.name, saved.scope, saved.query) == ("Fires", "shared", "priority=high")
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {"view.changed"}

    client.post(reverse("tickets:view-delete", args=[saved.pk]))
    assert SavedView.objects.count() == 0


def test_others_do_not_change_ones_views_but_admins_change_shared_ones(
    bob, alice, launchpad, charlie, signed_in
) -> None:
    colleague = Member.objects.create(tenant=launchpad, user=charlie.user, role="agent")
    mine = save_view(by=bob, name="Mine", query="", scope="personal")
    shared = save_view(by=bob, name="Shared", query="", scope="shared")

    def change(member: Member, saved: SavedView) -> int:
        address = reverse("tickets:view-change", args=[saved.pk])
        client = signed_in(member)
        client.post(reverse("accounts:switch", args=["launchpad"]))
        return client.post(address, {"name": "Hacked", "scope": "shared"}).status_code

    assert change(colleague, shared) == 404
    assert change(colleague, mine) == 404
    assert change(alice, mine) == 404
    assert change(alice, shared) == 302


def test_a_viewer_saves_nothing(vera, signed_in) -> None:
    assert save(signed_in(vera)).status_code == 403


def test_a_member_chooses_what_the_page_opens_with(widget, bob, vera, signed_in) -> None:
    client = signed_in(bob)
    save(client)
    saved = SavedView.objects.get()

    client.post(reverse("tickets:view-default"), {"view": str(saved.pk)})
    assert client.get(reverse("tickets:list")).context["view"].label == "Urgent"
    client.post(reverse("tickets:view-default"), {"view": "mine"})
    assert client.get(reverse("tickets:list")).context["view"].key == "mine"
    assert signed_in(vera).get(reverse("tickets:list")).context["view"].key == "open"
    assert signed_in(vera).post(reverse("tickets:view-default"), {"view": str(saved.pk)}).status_code == 404


def test_when_the_chosen_view_is_gone_the_page_opens_with_the_open_tickets(bob, signed_in) -> None:
    client = signed_in(bob)
    save(client)
    saved = SavedView.objects.get()
    client.post(reverse("tickets:view-default"), {"view": str(saved.pk)})

    client.post(reverse("tickets:view-delete", args=[saved.pk]))

    page = client.get(reverse("tickets:list"))
    assert page.context["view"].key == "open"
    assert page.context["problems"] == []
    assert len(client.get(reverse("tickets:list"), {"view": saved.pk}).context["problems"]) == 1


def test_the_dialog_and_the_page_without_script_ask_the_same(bob, signed_in) -> None:
    client = signed_in(bob)
    address = f"{reverse('tickets:view-new')}?view=open&priority=high"

    dialog = client.get(address, headers=HTMX).content.decode()
    page = client.get(address).content.decode()

    assert "<dialog" in dialog
    assert 'value="priority=high"' in dialog
    assert 'value="priority=high"' in page
    assert "<html" in page
    refused = client.post(reverse("tickets:view-create"), {"scope": "personal"}, headers=HTMX)
    assert refused.status_code == 422
    assert "<dialog" in refused.content.decode()


def test_a_view_whose_condition_is_gone_says_so_and_counts_nothing(widget, bob, launchpad, signed_in) -> None:
    receive(widget, "First question")
    tag = Tag.objects.create(tenant=launchpad, name="Gone")
    saved = save_view(by=bob, name="Tagged", query=f"tag={tag.pk}", scope="personal")
    tag.delete()
    client = signed_in(bob)

    page = client.get(reverse("tickets:list"), {"view": saved.pk})

    assert len(page.context["problems"]) == 1
    counts = {view.label: count for view, count in client.get(reverse("tickets:views")).context["saved"]}
    assert counts == {"Tagged": 0}
