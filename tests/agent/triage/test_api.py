"""The triage API as a program meets it, on a real port."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import ApiKey, AuditEntry
from agent.models import TriageThread
from agent.triage import nodes, streaming
from agent.triage.workflow import finish, look_after
from tests.agent.triage.conftest import CHECKOUT, VAGUE, lines_of, load_issues
from tests.serving import serving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def many_may_be_asked(settings) -> None:
    settings.TRIAGE_PER_MINUTE = 1_000


@pytest.fixture
def api(hub_url, key):
    with httpx.Client(base_url=hub_url, headers={"Authorization": f"Bearer {key}"}, timeout=30) as client:
        yield client


def start(api, description: object = CHECKOUT) -> httpx.Response:
    return api.post("/api/triage/stream", json={"description": description})


def resume(
    api, thread_id: object, details: object = "The pay button shows error 500 on my phone"
) -> httpx.Response:
    return api.post("/api/triage/resume", json={"thread_id": thread_id, "additional_details": details})


def test_a_ticket_about_a_known_issue_is_told_step_by_step(api, launchpad) -> None:
    load_issues(launchpad)

    response = start(api)

    assert response.headers["Content-Type"] == "application/x-ndjson"
    events = lines_of(response.text)
    assert [event["type"] for event in events] == [
        "status",
        "node_start", "kb_search_complete", "node_complete",
        "node_start", "node_complete",
        "node_start", "classification_complete", "node_complete",
        "status",
    ]  # fmt: skip
    assert len({event["thread_id"] for event in events}) == 1
    nearest = events[2]["data"]
    assert len(nearest) == 3
    assert nearest[0]["id"] == "ISSUE-101"
    assert {"id", "title", "similarity", "recommended_action"} <= set(nearest[0])
    result = events[7]["data"]
    assert result["issue_type"] == "known_issue"
    assert result["matched_issue"]["id"] == "ISSUE-101"
    assert result["category"] == "Bug"
    assert result["severity"] in ("Medium", "High", "Critical")
    assert "Escalate to payments team" in result["next_action"]
    assert result["summary"]
    assert not result["manual_review"]
    assert AuditEntry.objects.get(action="triage.decided").changes["category"] == "Bug"


def test_a_vague_ticket_is_asked_about_until_it_says_enough(api) -> None:
    events = lines_of(start(api, VAGUE).text)
    asked = next(event for event in events if event["type"] == "interrupt")
    assert asked["questions"]
    thread_id = asked["thread_id"]

    again = lines_of(resume(api, thread_id, "nothing works").text)
    assert "interrupt" in [event["type"] for event in again]

    last = lines_of(resume(api, thread_id, "The monthly invoice shows the wrong VAT rate since March").text)
    result = next(event["data"] for event in last if event["type"] == "classification_complete")
    assert result["category"] == "Billing"
    read = api.get(f"/api/triage/threads/{thread_id}").json()
    assert read["state"] == "done"
    assert read["result"] == result
    assert read["additional_details"][0] == "nothing works"


def test_after_a_restart_another_process_goes_on(key) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    with serving() as hub_url, httpx.Client(base_url=hub_url, headers=headers, timeout=30) as api:
        thread_id = lines_of(start(api, VAGUE).text)[0]["thread_id"]
    with serving() as hub_url, httpx.Client(base_url=hub_url, headers=headers, timeout=30) as api:
        events = lines_of(resume(api, thread_id).text)

    assert events[-1]["state"] == "done"
    assert events[-1]["thread_id"] == thread_id


def test_an_unknown_a_foreign_and_a_finished_thread_are_refused(api, harbor) -> None:
    foreign = TriageThread.objects.create(tenant=harbor, description=VAGUE, source="api", state="waiting")
    finished = lines_of(start(api).text)[0]["thread_id"]

    by_number = uuid.UUID(finished).int
    strange = ("no id", "", 7, by_number, 1.5, True, None, [finished], {"id": finished})
    for unknown in ("3f0c8f1e-8a0e-4a53-9f1a-0d3c1c1f9a10", *strange, str(foreign.pk)):
        refused = resume(api, unknown)
        assert (refused.status_code, refused.json()["error"]["code"]) == (404, "THREAD_UNKNOWN")
    assert api.get(f"/api/triage/threads/{foreign.pk}").status_code == 404
    late = resume(api, finished)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "THREAD_NOT_WAITING")


def test_of_two_answers_at_once_one_wins(api) -> None:
    thread_id = lines_of(start(api, VAGUE).text)[0]["thread_id"]
    ready = threading.Barrier(6)

    def answer(number: int) -> int:
        ready.wait()
        return resume(
            api, thread_id, f"Answer {number}: the invoice of March has the wrong VAT rate"
        ).status_code

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(answer, range(6)))

    assert sorted(statuses) == [200, 409, 409, 409, 409, 409]
    thread = TriageThread.objects.get(pk=thread_id)
    assert thread.is_done
    assert len(thread.details) == 1


def test_each_event_is_sent_when_it_happens(api, monkeypatch) -> None:
    go_on = threading.Event()

    def wait_to_classify(thread):
        assert go_on.wait(20)
        return nodes.classify(thread)

    monkeypatch.setitem(nodes.NODES, "classify", wait_to_classify)
    with api.stream("POST", "/api/triage/stream", json={"description": CHECKOUT}) as response:
        told = []
        for line in response.iter_lines():
            told += lines_of(line)
            if told[-1].get("node") == "classify" and not go_on.is_set():
                assert "kb_search_complete" in [event["type"] for event in told]
                go_on.set()
    assert told[-2]["type"] == "node_complete"


def test_a_run_that_another_process_took_up_is_waited_for_and_told(api, monkeypatch) -> None:
    monkeypatch.setattr(streaming, "SILENT_SECONDS", 0.1)
    go_on = threading.Event()

    def lose_it(thread):
        monkeypatch.setitem(nodes.NODES, "search_kb", nodes.search_kb)
        TriageThread.objects.update(lease_until=None)
        elsewhere.submit(finish_and_close, thread.pk)
        while TriageThread.objects.filter(lease_token=thread.lease_token).exists():
            pass
        return nodes.search_kb(thread)

    def wait_to_classify(thread):
        assert go_on.wait(20)
        return nodes.classify(thread)

    monkeypatch.setitem(nodes.NODES, "search_kb", lose_it)
    monkeypatch.setitem(nodes.NODES, "classify", wait_to_classify)
    told: list[dict] = []
    with (
        ThreadPoolExecutor(1) as elsewhere,
        api.stream("POST", "/api/triage/stream", json={"description": CHECKOUT}) as response,
    ):
        for line in response.iter_lines():
            told += lines_of(line)
            # Signs of life while nothing is known of it here.
            if [event["type"] for event in told].count("status") == 3:
                go_on.set()

    ends = [(event["type"], event.get("state")) for event in told if event.get("state") != "running"]
    assert ends == [
        ("node_start", None),
        ("kb_search_complete", None),
        ("classification_complete", None),
        ("status", "done"),
    ]
    assert told[-2]["data"] == TriageThread.objects.get().result


def test_with_a_provider_more_run_at_once_than_there_are_processors(api, settings, monkeypatch) -> None:
    settings.AI_ENGINE = "openai"
    together = threading.Barrier(8, timeout=20)

    def wait_for_all(thread):
        together.wait()
        return nodes.by_rules(thread)

    monkeypatch.setitem(nodes.NODES, "search_kb", wait_for_all)
    with ThreadPoolExecutor(8) as pool:
        responses = list(pool.map(lambda number: start(api, f"{CHECKOUT} {number}"), range(8)))

    assert all(lines_of(response.text)[-1]["state"] == "done" for response in responses)


def test_who_goes_away_in_the_middle_finds_it_finished(api, monkeypatch) -> None:
    gone, done = threading.Event(), threading.Event()

    def wait_to_classify(thread):
        assert gone.wait(20)
        outcome = nodes.classify(thread)
        done.set()
        return outcome

    monkeypatch.setitem(nodes.NODES, "classify", wait_to_classify)
    with api.stream("POST", "/api/triage/stream", json={"description": CHECKOUT}) as response:
        thread_id = lines_of(next(response.iter_lines()))[0]["thread_id"]
    gone.set()
    assert done.wait(20)

    while (read := api.get(f"/api/triage/threads/{thread_id}").json())["state"] == "running":
        pass
    assert read["state"] == "done"
    assert read["result"]["summary"] == CHECKOUT


def test_what_a_dead_process_left_is_finished_by_the_job(launchpad) -> None:
    thread = TriageThread.objects.create(tenant=launchpad, description=CHECKOUT, source="api", node="analyze")

    look_after(str(thread.pk), times=0)

    thread.refresh_from_db()
    assert thread.is_done


def test_the_job_leaves_a_run_that_is_alive_to_its_process(launchpad) -> None:
    thread = TriageThread.objects.create(tenant=launchpad, description=CHECKOUT, source="api")
    assert thread.claim()

    look_after(str(thread.pk), times=0)

    thread.refresh_from_db()
    assert thread.is_running


def test_a_killed_process_is_waited_for_no_longer_than_its_lease(launchpad) -> None:
    thread = TriageThread.objects.create(tenant=launchpad, description=CHECKOUT, source="api")
    assert thread.claim()
    assert thread.lease_until - timezone.now() <= timedelta(seconds=15)
    TriageThread.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    look_after(str(thread.pk), times=1)

    thread.refresh_from_db()
    assert thread.is_done


def test_a_step_that_takes_longer_than_a_lease_stays_with_its_process(
    launchpad, monkeypatch, settings
) -> None:
    settings.JOB_LEASE_SECONDS = 0.3
    thread = TriageThread.objects.create(tenant=launchpad, description=CHECKOUT, source="api")
    begun, go_on = threading.Event(), threading.Event()
    leases: list[object] = []

    def outlast_the_lease(running):
        begun.set()
        assert go_on.wait(20)
        return nodes.classify(running)

    monkeypatch.setitem(nodes.NODES, "classify", outlast_the_lease)
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(finish_and_close, thread.pk)
        assert begun.wait(20)
        while len(leases) < 4:
            until = TriageThread.objects.values_list("lease_until", flat=True).get(pk=thread.pk)
            leases += [until] if until not in leases else []
        assert not TriageThread.objects.get(pk=thread.pk).claim()
        go_on.set()
        run.result(timeout=20)

    thread.refresh_from_db()
    assert thread.is_done


def finish_and_close(pk) -> None:
    """In a thread of its own, as a web process or a worker would."""
    try:
        finish(TriageThread.objects.select_related("tenant", "ticket").get(pk=pk))
    finally:
        connection.close()


@pytest.mark.parametrize(
    "description",
    ["", "   \n\t ", "\x00\x01\x02", "\u200b\u200b", "x" * 5_001, 7, None, ["a text"], {"a": "text"}],
)
def test_what_is_no_text_of_a_ticket_is_refused(api, description) -> None:
    refused = start(api, description)

    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "INPUT_INVALID")
    assert not TriageThread.objects.exists()


@pytest.mark.parametrize(
    "description",
    ["x", "😀😀", f"  {'word ' * 999}words  ", "The \x07 bell\u202e rings", "line\r\n" * 999 + "lines"],
)
def test_odd_texts_are_triaged(api, description) -> None:
    events = lines_of(start(api, description).text)

    assert events[-1]["type"] == "status"
    assert events[-1]["state"] in ("waiting", "done")
    assert "\x07" not in TriageThread.objects.get().description


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"{}", b"\xff", b"[" * 5_000])
def test_a_body_that_is_no_object_is_refused(api, body) -> None:
    refused = api.post("/api/triage/stream", content=body)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "INPUT_INVALID")


def test_a_huge_body_is_refused(api) -> None:
    assert api.post("/api/triage/stream", content=b" " * 70_000).status_code == 413


def test_a_key_that_is_unknown_or_revoked_opens_nothing(hub_url, key, api) -> None:
    for header in ("Bearer nonsense", "Basic abc", "Bearer"):
        refused = httpx.post(f"{hub_url}/api/triage/stream", json={}, headers={"Authorization": header})
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert httpx.post(f"{hub_url}/api/triage/stream", json={}).status_code == 401
    assert start(api).status_code == 200
    row = ApiKey.objects.get()
    assert row.used_at is not None
    ApiKey.objects.update(revoked_at=row.used_at)
    assert start(api).status_code == 401


def test_a_members_browser_needs_the_pages_token(hub_url, signed_in, bob, vera) -> None:
    for member, status in ((bob, 403), (vera, 403)):
        cookies = {"sessionid": signed_in(member).cookies["sessionid"].value}
        refused = httpx.post(f"{hub_url}/api/triage/stream", json={"description": CHECKOUT}, cookies=cookies)
        assert refused.status_code == status
    cookies = {"sessionid": signed_in(bob).cookies["sessionid"].value}
    with httpx.Client(base_url=hub_url, cookies=cookies, timeout=30) as browser:
        browser.get("/conversations/triage/")
        headers = {"X-CSRFToken": browser.cookies["csrftoken"]}
        told = browser.post("/api/triage/stream", json={"description": CHECKOUT}, headers=headers)
    assert told.status_code == 200
    assert TriageThread.objects.get().member == bob


def test_who_asks_too_often_is_told_when_to_come_back(api, settings) -> None:
    settings.TRIAGE_PER_MINUTE = 2
    while (refused := start(api, " ")).status_code != 429:
        assert refused.status_code == 400
    assert 0 < int(refused.headers["Retry-After"]) <= 60


def test_many_streams_at_once_all_end(api) -> None:
    with ThreadPoolExecutor(20) as pool:
        responses = list(pool.map(lambda number: start(api, f"{CHECKOUT}, order {number}"), range(20)))

    assert all(lines_of(response.text)[-1]["state"] == "done" for response in responses)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_other_methods_are_refused(api) -> None:
    assert api.get("/api/triage/stream").status_code == 405
    assert api.get("/api/triage/resume").status_code == 405
