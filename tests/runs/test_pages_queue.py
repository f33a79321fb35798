"""The administrators' page of the queue: everybody's runs, many at once, and nothing of what was asked."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Entry
from connections.models import Connection
from people.models import User
from runs import broker, queue
from runs.models import Attachment, Pace, Run, State
from tests.runs.pages import HTMX, a_connection, a_recording, a_run, answered

SECRET = "The takeover of Acme"
INTERRUPTED = {
    "kind": "interrupted",
    "message": "Workroom was interrupted.",
    "charged": True,
    "detail": SECRET,
}
REFUSED = {"kind": "unsendable", "message": f"“{SECRET}.png” has too many pixels.", "charged": False}
DENIED = {"kind": "connection_denied", "message": "You may not use the connection “Line” any more."}


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


def failed(owner: User, line: Connection, error: dict[str, Any] = REFUSED, **fields: Any) -> Run:
    return answered(a_run(owner, line, SECRET, **fields), state="failed", error=error)


def free(run: Run) -> Run:
    """Make it a run that costs nothing."""
    Run.objects.filter(pk=run.pk).update(
        action="make-an-api-call", values={"method": "GET", "url": "/v1/models"}
    )
    run.refresh_from_db()
    return run


def shown(page: str) -> list[str]:
    return re.findall(r'name="run" value="([^"]+)"', page)


def seen(client: Client, address: str = "/queue/", **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(client: Client, what: str, *runs: Run, **more: str) -> str:
    """Press a button for these runs; return the page that follows."""
    data = {"run": [str(run.key) for run in runs], "submission": str(uuid.uuid4()), **more}
    return client.post(f"/queue/{what}/", data, follow=True).content.decode()


def figures(page: str) -> list[int]:
    return [int(number) for number in re.findall(r"</dt><dd>(\d+)</dd>", page)]


def test_it_counts_what_waits_runs_and_failed_by_connection(
    as_carol: Client, alice: User, bob: User, line: Connection
) -> None:
    narrow = a_connection("Narrow", runs_at_once=4)
    for owner in (alice, bob):
        a_run(owner, line)
    a_run(alice, narrow, state="running")
    failed(bob, line)
    page = seen(as_carol)
    assert figures(page) == [2, 1, 1, 0]
    rows = re.findall(r'<td class="number" data-label="\w+">(\d+)</td>', page)
    assert list(map(int, rows)) == [2, 0, 1, 0, 1, 0]
    assert "at most 4" in page


def test_what_is_done_or_failed_long_ago_is_no_part_of_it(
    as_carol: Client, alice: User, line: Connection
) -> None:
    answered(a_run(alice, line))
    answered(a_run(alice, line), state="cancelled")
    failed(alice, line)
    Run.objects.update(finished_at=timezone.now() - timedelta(days=8))
    page = seen(as_carol)
    assert shown(page) == []
    assert "Nothing waits, runs or failed lately" in page


def test_runs_of_connections_that_were_deleted_still_count(
    as_carol: Client, alice: User, line: Connection
) -> None:
    a_run(alice, line)
    line.delete()
    page = seen(as_carol)
    assert figures(page)[0] == 1
    assert "Deleted connections" in page


def test_it_says_who_is_there_to_work(
    as_carol: Client, line: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "The broker cannot be reached" in seen(as_carol)
    monkeypatch.setattr(broker, "reachable", lambda: True)
    page = seen(as_carol)
    assert "No worker is running" in page
    assert "The sweeper is not running" in page
    monkeypatch.setattr(broker, "workers", lambda: 2)
    monkeypatch.setattr(broker, "sweeper_alive", lambda: True)
    page = seen(as_carol)
    assert figures(page)[3] == 2
    assert 'class="notice' not in page


def test_it_says_since_when_the_oldest_waits(as_carol: Client, alice: User, line: Connection) -> None:
    for hours in (3, 2):
        a_run(alice, line, created_at=timezone.now() - timedelta(hours=hours))
    answered(a_run(alice, line, created_at=timezone.now() - timedelta(hours=9)))
    assert re.search(r"the oldest since <time [^>]+>3\xa0hours ago</time>", seen(as_carol))


def test_it_shows_who_asked_and_how_it_stands_but_not_for_what(
    as_carol: Client, alice: User, line: Connection
) -> None:
    run = failed(alice, line, INTERRUPTED)
    run.outputs.create(attempt=run.attempts.get(), kind="text", text=SECRET)
    Attachment.objects.keep(alice, "file", a_recording(f"{SECRET}.mp3")).attach(run)
    pages = seen(as_carol) + sent(as_carol, "again", run)
    pages += sent(as_carol, "again", failed(alice, line), failed(alice, line, DENIED))
    for word in ("alice", "Create a Completion", "Line", "1 attempt", "cannot be sent as it is", "any more"):
        assert word in pages
    assert SECRET not in pages


def test_the_list_is_narrowed_down_and_paged(
    as_carol: Client, alice: User, bob: User, line: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "PER_PAGE", 2)
    other = a_connection("Other")
    runs = [a_run(alice, line), a_run(bob, line, state="running"), failed(alice, other), a_run(alice, other)]
    keys = [str(run.key) for run in reversed(runs)]
    assert shown(seen(as_carol)) == keys[:2]
    assert f"before={runs[2].pk}#runs" in seen(as_carol)
    assert shown(seen(as_carol, f"/queue/?before={runs[2].pk}")) == keys[2:]
    assert shown(seen(as_carol, "/queue/?state=failed")) == [str(runs[2].key)]
    assert shown(seen(as_carol, f"/queue/?person={bob.pk}")) == [str(runs[1].key)]
    assert shown(seen(as_carol, f"/queue/?connection={line.pk}&state=queued")) == [str(runs[0].key)]
    assert "Nothing here matches" in seen(as_carol, f"/queue/?person={bob.pk}&state=failed")


@pytest.mark.parametrize(
    "query", ["before=x", f"before={'9' * 30}", "person=-1", "connection=%00", "state=gone"]
)
def test_an_impossible_choice_is_no_error(
    as_carol: Client, alice: User, line: Connection, query: str
) -> None:
    a_run(alice, line)
    seen(as_carol, f"/queue/?{query}")


def test_all_that_are_shown_can_be_chosen_without_a_script(
    as_carol: Client, alice: User, line: Connection
) -> None:
    for _ in range(3):
        a_run(alice, line)
    page = seen(as_carol)
    assert (page.count(" checked"), "all=yes#runs" in page) == (0, True)
    assert seen(as_carol, "/queue/?all=yes").count(" checked") == 3


def test_each_part_is_drawn_again_by_itself(as_carol: Client, alice: User, line: Connection) -> None:
    a_run(alice, line)
    numbers = seen(as_carol, **HTMX, **{"HX-Target": "queue-overview"})
    rows = seen(as_carol, **HTMX, **{"HX-Target": "queue-list"})
    assert (figures(numbers)[0], shown(numbers), "<h1" in numbers) == (1, [], False)
    assert (figures(rows), len(shown(rows)), "<h1" in rows) == ([], 1, False)


def test_many_are_cancelled_at_once(as_carol: Client, alice: User, bob: User, line: Connection) -> None:
    waiting, running = a_run(alice, line), a_run(bob, line, state="running")
    left, over = a_run(bob, line), failed(bob, line)
    page = sent(as_carol, "cancel", waiting, running, over)
    assert "2 runs were cancelled." in page
    assert "1 run was already over." in page
    for run in (waiting, running, left):
        run.refresh_from_db()
    assert (waiting.state, running.cancel_requested, left.state) == (State.CANCELLED, True, State.QUEUED)


def test_one_goes_back_to_what_one_was_looking_at(as_carol: Client, alice: User, line: Connection) -> None:
    data = {"run": str(a_run(alice, line).key), "state": "queued", "person": str(alice.pk), "next": "//evil"}
    answer = as_carol.post("/queue/cancel/", data)
    assert answer.headers["Location"] == f"/queue/?state=queued&person={alice.pk}"


@pytest.mark.parametrize("what", ["cancel", "again"])
def test_a_button_without_a_choice_says_so(
    as_carol: Client, alice: User, line: Connection, what: str
) -> None:
    a_run(alice, line)
    for runs in ([], ["nonsense", str(uuid.uuid4())]):
        page = as_carol.post(f"/queue/{what}/", {"run": runs}, follow=True).content.decode()
        assert "Nothing was chosen" in page
    assert Run.objects.get().state == State.QUEUED


def test_what_costs_nothing_is_run_again_at_once(as_carol: Client, carol: User, line: Connection) -> None:
    run = free(failed(carol, line))
    assert "1 run was started again." in sent(as_carol, "again", run)
    new = Run.objects.latest("pk")
    assert (new.parent, new.owner, new.connection, new.values) == (run, carol, line, run.values)
    assert (new.state, run.state) == (State.QUEUED, State.FAILED)
    assert "run again since" in seen(as_carol)


def test_what_costs_money_is_asked_about_first(
    as_carol: Client, alice: User, bob: User, line: Connection
) -> None:
    runs = [failed(alice, line, INTERRUPTED), failed(bob, line), a_run(alice, line)]
    page = sent(as_carol, "again", *runs, state="failed")
    assert "Run 2 again?" in page
    assert "2 of them cost money, and may be charged again." in page
    assert "For 1 of them the server may have charged already" in page
    assert "1 of those you chose did not fail: it is left alone." in page
    assert shown(page) == [str(run.key) for run in runs[:2]]
    assert Run.objects.count() == 3
    assert "2 runs were started again." in sent(as_carol, "again", *runs[:2], confirmed="yes")
    assert list(Run.objects.exclude(parent=None).order_by("pk").values_list("parent", "owner")) == [
        (runs[0].pk, alice.pk),
        (runs[1].pk, bob.pk),
    ]


def test_a_form_that_is_sent_twice_runs_each_again_once(
    as_carol: Client, alice: User, line: Connection
) -> None:
    runs = [failed(alice, line) for _ in range(2)]  # with the same inputs
    for _ in range(2):
        sent(as_carol, "again", *runs, confirmed="yes", submission="7b0b1b5e-6f9e-4d52-9f0c-0d3a5a2f8f11")
    assert Run.objects.filter(state=State.QUEUED).count() == 2


def test_nobody_gets_a_run_through_what_they_may_not_use(
    as_carol: Client, alice: User, bob: User, line: Connection
) -> None:
    closed = a_connection("Closed")
    runs = [failed(alice, closed), failed(bob, line), failed(alice, line, action="gone")]
    closed.groups.create(name="Others")
    User.objects.filter(pk=bob.pk).update(is_active=False)
    page = sent(as_carol, "again", *runs, confirmed="yes")
    assert "3 runs were left alone" in page
    assert Run.objects.count() == 3


def test_a_paused_connection_is_shown_and_resumed(as_carol: Client, alice: User, line: Connection) -> None:
    Pace.objects.slow_down(line.pk, timezone.now() + timedelta(minutes=5), running=4)
    a_run(alice, line)
    assert "Paused until" in seen(as_carol)
    assert not Run.objects.claimable().exists()
    Pace.objects.update(paused_until=timezone.now())
    assert "Slowed: 2 at once" in seen(as_carol)
    page = as_carol.post(f"/queue/connections/{line.pk}/resume/", follow=True).content.decode()
    assert "“Line” is used as before." in page
    assert not Pace.objects.exists()


def test_what_an_administrator_does_here_is_written_down_as_theirs(
    as_carol: Client, alice: User, line: Connection
) -> None:
    waiting, lost = a_run(alice, line), failed(alice, line)
    Pace.objects.slow_down(line.pk, timezone.now() + timedelta(minutes=5), running=4)
    before = Entry.objects.count()
    sent(as_carol, "cancel", waiting)
    sent(as_carol, "again", lost, confirmed="yes")
    as_carol.post(f"/queue/connections/{line.pk}/resume/")
    written = Entry.objects.order_by("pk")[before:]
    assert [(entry.who_name, entry.event, entry.details.get("owner")) for entry in written] == [
        ("carol", "run.cancelled", None),
        ("carol", "run.started", "alice"),
        ("carol", "connection.resumed", None),
    ]


def test_only_administrators_find_it_in_the_navigation(as_alice: Client, as_carol: Client) -> None:
    assert 'href="/queue/"' not in as_alice.get("/").content.decode()
    assert 'href="/queue/"' in as_carol.get("/").content.decode()
    assert as_alice.get("/queue/").status_code == 403


def test_many_runs_need_no_more_queries_than_few(
    as_carol: Client, alice: User, bob: User, line: Connection, django_assert_max_num_queries: Any
) -> None:
    for owner in (alice, bob):
        for _ in range(10):
            failed(owner, line)
    with django_assert_max_num_queries(13):
        assert len(shown(seen(as_carol))) == 20


@pytest.mark.sqlite
def test_the_numbers_come_from_the_index(alice: User, line: Connection) -> None:
    a_run(alice, line)
    lately = Run.objects.filter(state="failed", finished_at__gt=timezone.now()).values("connection").explain()
    assert "USING COVERING INDEX run_lately" in lately
