"""Copies at servers: deleted with their run where somebody says so, tried again, and honestly told of."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from assistants.models import Conversation
from audit.models import Entry
from connections.models import Connection
from people.models import User
from retention.applying import apply_rules
from retention.copies import WAITS
from retention.models import RemoteCopy, Rule
from retention.tasks import delete_copies, have_copies_deleted
from runs import broker
from runs.discarding import drop_discarded
from runs.models import Output, Run
from runs.paging import PER_PAGE
from tests.connections.server import Exchange, Server
from tests.retention.test_rules import aged
from tests.runs.pages import a_connection, a_run, answered

STATE = RemoteCopy.State


@pytest.fixture
def answers() -> dict[str, int]:
    """The status with which the server answers for a path; 200 unless said otherwise."""
    return {}


@pytest.fixture
def server(answers: dict[str, int]) -> Iterator[Server]:
    def answer(exchange: Exchange) -> None:
        status = answers.get(exchange.target, 200)
        error = {"error": {"message": "No.", "type": "invalid_request_error"}}
        exchange.json({"deleted": True} if status == 200 else error, status)

    server = Server(answer)
    yield server
    server.close()


@pytest.fixture
def line(server: Server) -> Connection:
    return a_connection(base_url=server.url)


@pytest.fixture
def run(alice: User, line: Connection) -> Run:
    """A run of which the server keeps a file, a thread and an answer."""
    Conversation.objects.remember(alice, line, "conv_1", "Cats")
    outputs = [
        Output(kind="remotefile", text="file-1", data={}),
        Output(kind="thread", text="conv_1", data={}),
    ]
    run = answered(a_run(alice, line), *outputs)
    Run.objects.filter(pk=run.pk).update(copies=[["responses", "resp_1"]])
    return Run.objects.get(pk=run.pk)


def asked(server: Server) -> list[str]:
    return [f"{request.method} {request.target}" for request in server.requests]


def delete_for_good(client: Client, run: Run) -> None:
    """Delete a run with its copies, and let the time pass in which it could be put back."""
    client.post(f"/runs/{run.key}/delete-everywhere/")
    Run.objects.filter(discarded_at__isnull=False).update(discarded_at=timezone.now() - timedelta(days=1))
    drop_discarded()


def again() -> None:
    """Let the time of the next try come, and try."""
    RemoteCopy.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    delete_copies()


def states() -> set[str]:
    return set(RemoteCopy.objects.values_list("state", flat=True))


def test_whoever_says_so_has_the_copies_deleted_with_the_run(
    as_alice: Client, run: Run, server: Server
) -> None:
    assert "Delete, with 3 copies at the server" in as_alice.get(run.get_absolute_url()).content.decode()
    delete_for_good(as_alice, run)
    delete_copies()
    deleted = {"DELETE /v1/files/file-1", "DELETE /v1/conversations/conv_1", "DELETE /v1/responses/resp_1"}
    assert set(asked(server)) == deleted
    assert states() == {STATE.DELETED}
    assert not Conversation.objects.exists()
    assert Entry.objects.filter(event="file.copy-deleted").count() == 3
    page = as_alice.get("/retention/copies/").content.decode()
    for copy in ("file-1", "conv_1", "resp_1"):
        assert copy in page


def test_several_are_deleted_from_the_history_with_their_copies(
    as_alice: Client, alice: User, run: Run, line: Connection, server: Server
) -> None:
    plain = answered(a_run(alice, line), Output(kind="text", text="Hello"))
    going = a_run(alice, line)
    page = as_alice.post(
        "/runs/chosen/delete-everywhere/", {"run": [run.key, plain.key, going.key]}, follow=True
    )
    assert page.redirect_chain[-1][0] == "/retention/copies/"
    said = page.content.decode()
    assert "2 runs were deleted" in said
    assert "One run is not over yet and stays" in said
    assert list(Run.objects.kept()) == [going]
    assert asked(server) == []
    Run.objects.exclude(pk=going.pk).update(discarded_at=timezone.now() - timedelta(days=1))
    drop_discarded()
    delete_copies()
    assert len(asked(server)) == 3
    assert states() == {STATE.DELETED}


def test_several_without_copies_are_deleted_and_that_is_said(
    as_alice: Client, alice: User, line: Connection
) -> None:
    plain = answered(a_run(alice, line), Output(kind="text", text="Hello"))
    address = "/runs/chosen/delete-everywhere/"
    said = as_alice.post(address, {"run": [plain.key]}, follow=True).content.decode()
    assert "No server keeps anything of these" in said
    assert not Run.objects.kept().exists()
    assert "Nothing was chosen" in as_alice.post(address, {}, follow=True).content.decode()


def test_nobody_deletes_the_runs_of_others_with_their_copies(as_bob: Client, run: Run) -> None:
    as_bob.post("/runs/chosen/delete-everywhere/", {"run": [run.key]})
    assert Run.objects.kept().exists()
    assert not RemoteCopy.objects.exists()


def test_whoever_does_not_say_so_leaves_them(as_alice: Client, run: Run, server: Server) -> None:
    as_alice.post(f"/runs/{run.key}/delete/")
    Run.objects.update(discarded_at=timezone.now() - timedelta(days=1))
    drop_discarded()
    delete_copies()
    assert not Run.objects.exists()
    assert asked(server) == []


def test_nothing_is_asked_while_the_run_can_be_put_back_and_never_if_it_is(
    as_alice: Client, run: Run, server: Server
) -> None:
    as_alice.post(f"/runs/{run.key}/delete-everywhere/")
    delete_copies()
    page = as_alice.get("/retention/copies/").content.decode()
    assert "Waiting, while its run can be put back" in page
    moment = re.search(r'name="moment" type="submit" value="([^"]+)"', page)
    assert moment
    as_alice.post("/runs/restore/", {"moment": moment[1]})
    have_copies_deleted()
    delete_copies()
    assert asked(server) == []
    assert not RemoteCopy.objects.exists()


def test_a_run_without_copies_offers_nothing(as_alice: Client, alice: User, line: Connection) -> None:
    plain = answered(a_run(alice, line), Output(kind="text", text="Hello"))
    assert "at the server" not in as_alice.get(plain.get_absolute_url()).content.decode()


def test_a_rule_deletes_copies_where_it_says_so(alice: User, server: Server, line: Connection) -> None:
    Rule.objects.create(days=5, at_server=True)
    Rule.objects.create(action="upload-a-file", days=5)
    for action, file in (("create-a-completion", "file-1"), ("upload-a-file", "file-2")):
        run = aged(alice, 10, action, Output(kind="remotefile", text=file, data={}))
        Run.objects.filter(pk=run.pk).update(connection=line)
    apply_rules()
    assert not Run.objects.exists()
    delete_copies()
    assert asked(server) == ["DELETE /v1/files/file-1"]


def test_what_the_server_does_not_know_any_more_is_told_as_such(
    as_alice: Client, run: Run, answers: dict[str, int]
) -> None:
    answers |= {f"/v1/{path}": 404 for path in ("files/file-1", "conversations/conv_1", "responses/resp_1")}
    delete_for_good(as_alice, run)
    delete_copies()
    assert states() <= {STATE.GONE, STATE.FAILED}
    assert STATE.GONE in states()


def test_a_server_in_trouble_is_asked_again_later_and_the_run_is_gone_all_the_same(
    as_alice: Client, run: Run, server: Server, answers: dict[str, int]
) -> None:
    answers["/v1/files/file-1"] = 500
    delete_for_good(as_alice, run)
    delete_copies()
    delete_copies()
    file = RemoteCopy.objects.get(kind="files")
    assert (file.state, file.tries) == (STATE.WAITING, 1)
    assert file.said
    assert file.next_at > timezone.now() + timedelta(seconds=50)
    assert asked(server).count("DELETE /v1/files/file-1") == 1
    assert not Run.objects.exists()
    assert file.said in as_alice.get("/retention/copies/").content.decode()
    answers.clear()
    again()
    file.refresh_from_db()
    assert (file.state, file.said) == (STATE.DELETED, "")


def test_tries_are_further_and_further_apart_and_come_to_an_end(
    as_alice: Client, run: Run, server: Server, answers: dict[str, int]
) -> None:
    answers["/v1/files/file-1"] = 500
    delete_for_good(as_alice, run)
    waits = []
    for _ in range(len(WAITS) + 2):
        again()
        waits.append(RemoteCopy.objects.get(kind="files").next_at)
    assert asked(server).count("DELETE /v1/files/file-1") == len(WAITS)
    assert RemoteCopy.objects.get(kind="files").state == STATE.FAILED
    assert Entry.objects.filter(event="file.copy-left").count() == 1
    assert list(WAITS) == sorted(WAITS)


def test_a_connection_that_is_switched_off_is_not_used(
    as_alice: Client, run: Run, server: Server, line: Connection
) -> None:
    delete_for_good(as_alice, run)
    Connection.objects.update(enabled=False)
    delete_copies()
    assert asked(server) == []
    assert states() == {STATE.WAITING}
    assert RemoteCopy.objects.exclude(said="The connection is switched off.").count() == 0


def test_a_connection_that_is_gone_is_told_as_the_reason(as_alice: Client, run: Run, server: Server) -> None:
    delete_for_good(as_alice, run)
    Connection.objects.all().delete()
    delete_copies()
    assert states() == {STATE.FAILED}
    assert asked(server) == []
    assert "The connection is gone" in as_alice.get("/retention/copies/").content.decode()


def test_a_thread_that_another_run_goes_on_with_stays(
    as_alice: Client, alice: User, run: Run, server: Server, line: Connection
) -> None:
    answered(a_run(alice, line), Output(kind="thread", text="conv_1", data={}))
    delete_for_good(as_alice, run)
    delete_copies()
    assert "DELETE /v1/conversations/conv_1" not in asked(server)
    assert RemoteCopy.objects.get(kind="conversations").state == STATE.USED
    assert Conversation.objects.exists()


def test_a_thread_that_somebody_else_goes_on_with_stays(
    as_alice: Client, bob: User, run: Run, server: Server, line: Connection
) -> None:
    Conversation.objects.remember(bob, line, "conv_1", "Cats too")
    delete_for_good(as_alice, run)
    delete_copies()
    assert "DELETE /v1/conversations/conv_1" not in asked(server)


def test_two_workers_at_once_ask_once(as_alice: Client, run: Run) -> None:
    delete_for_good(as_alice, run)
    first = RemoteCopy.objects.due().order_by("next_at").first()
    assert first is not None
    RemoteCopy.objects.filter(pk=first.pk).update(tries=F("tries") + 1, next_at=timezone.now())
    taken = {copy.pk for copy in iter(RemoteCopy.objects.take, None)}
    assert len(taken) == 3
    assert RemoteCopy.objects.take() is None


def test_the_sweeper_asks_a_worker_and_does_not_wait_itself(
    as_alice: Client, run: Run, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(broker, "first_for", lambda _name, _seconds: True)
    monkeypatch.setattr(broker, "send", sent.append)
    have_copies_deleted()
    assert sent == []
    delete_for_good(as_alice, run)
    have_copies_deleted()
    assert sent == ["retention.tasks.delete_copies"]
    assert asked(server) == []


def test_a_person_sees_their_own_and_an_administrator_all(
    as_alice: Client, as_bob: Client, as_carol: Client, run: Run
) -> None:
    delete_for_good(as_alice, run)
    seen = [
        "file-1" in one.get("/retention/copies/").content.decode() for one in (as_alice, as_bob, as_carol)
    ]
    assert seen == [True, False, True]


def test_many_copies_have_pages_of_as_many_queries_as_few(
    as_carol: Client, alice: User, django_assert_max_num_queries: Any
) -> None:
    numbers = range(PER_PAGE + 1)
    RemoteCopy.objects.bulk_create(
        [RemoteCopy(owner=alice, kind="files", remote_id=f"file-{n}.") for n in numbers]
    )
    with django_assert_max_num_queries(8):
        page = as_carol.get("/retention/copies/").content.decode()
    assert ["file-0." in page, "file-1." in page] == [False, True]
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older
    rest = as_carol.get(f"/retention/copies/{older[1]}").content.decode()
    assert ["file-0." in rest, "file-1." in rest] == [True, False]
    assert "There is nothing older" in as_carol.get("/retention/copies/?before=1").content.decode()


def test_nobody_else_deletes_it_anywhere(as_bob: Client, as_carol: Client, run: Run) -> None:
    address = f"/runs/{run.key}/delete-everywhere/"
    assert [one.post(address).status_code for one in (as_bob, as_carol)] == [404, 404]
    assert not RemoteCopy.objects.exists()


def test_what_is_not_over_is_not_deleted_anywhere(as_alice: Client, run: Run) -> None:
    Run.objects.update(state="running")
    as_alice.post(f"/runs/{run.key}/delete-everywhere/")
    assert not RemoteCopy.objects.exists()
    assert Run.objects.kept().exists()
