"""A worker's task, without a worker: this process does the work, against a real server and a real broker."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.utils import timezone

from actions.chat import ChatAction
from connections.models import Connection
from runs import broker, failures, tasks
from runs.events import so_far
from runs.keeper import Keeper
from runs.models import Attempt, Output, Pace, Record, Run, State
from runs.performing import Performance
from runs.tasks import perform
from tests.openapi.upstream import Reply, Upstream
from tests.processes import Office, wait_until
from tests.runs.conftest import Ask, why


def streamed(*words: str, end: bool = True) -> bytes:
    """A streamed completion, as OpenAI sends it."""
    parts: list[dict[str, Any]] = [{"choices": [{"index": 0, "delta": {"content": word}}]} for word in words]
    if end:
        parts.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    text = "".join(f"data: {json.dumps(part)}\n\n" for part in parts)
    return (text + ("data: [DONE]\n\n" if end else "")).encode()


def stream(*words: str) -> Reply:
    return Reply(streamed(*words), media_type="text/event-stream")


def said(run: Run, words: str) -> str:
    """Return the words, once the pages have been told."""
    return words if so_far(run.key).texts.get(0, "").endswith(words) else ""


def performed(run: Run) -> Run:
    perform(run.pk)
    run.refresh_from_db()
    return run


def test_an_answer_becomes_the_output_of_a_run_that_succeeded(ask: Ask, upstream: Upstream) -> None:
    upstream.answer(stream("Good ", "morning"))
    run = performed(ask())
    assert run.state == State.SUCCEEDED
    assert [output.text for output in run.outputs.all()] == ["Good morning"]


def test_words_are_told_to_the_pages_as_they_come(ask: Ask, upstream: Upstream) -> None:
    run = ask()
    told: list[str] = []

    def body() -> Iterator[bytes]:
        for word in ("One", " two"):
            yield streamed(word, end=False)
            told.append(wait_until(partial(said, run, word)))
        yield streamed()

    upstream.answer(Reply(body(), media_type="text/event-stream"))
    assert performed(run).state == State.SUCCEEDED
    assert told == ["One", " two"]


def test_a_run_is_performed_once_however_many_messages_there_are(ask: Ask, upstream: Upstream) -> None:
    upstream.answer(stream("Once"))
    run = performed(ask())
    perform(run.pk)
    assert len(upstream.requests) == 1


def test_one_message_is_enough_for_all_runs(ask: Ask, upstream: Upstream) -> None:
    upstream.answer(stream("One"), stream("Two"))
    runs = [ask(), ask()]
    broker.client().flushdb()
    perform()
    assert [Run.objects.get(pk=run.pk).state for run in runs] == [State.SUCCEEDED, State.SUCCEEDED]


def test_another_task_that_waits_gets_the_thread_after_a_run(ask: Ask, upstream: Upstream) -> None:
    upstream.answer(stream("One"))
    broker.send(broker.WRITE)
    for _ in range(2):
        ask()
    perform()
    assert (len(upstream.requests), broker.messages()) == (1, 3)


def test_a_message_that_would_wake_another_is_taken_off_by_who_is_awake(ask: Ask, upstream: Upstream) -> None:
    upstream.answer(stream("One"), stream("Two"))
    for _ in range(3):
        broker.wake()
    for _ in range(2):
        ask()
    perform()
    assert (len(upstream.requests), broker.messages()) == (2, 3)


def test_a_worker_that_stops_leaves_the_messages_to_others(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        ask()
    keeper = Keeper()
    monkeypatch.setattr(tasks, "keeper", keeper)
    monkeypatch.setattr(Performance, "perform", lambda _: keeper.shut_down())
    perform()
    assert broker.messages() == 2


def test_a_broker_that_goes_meanwhile_keeps_no_run_waiting(
    office: Office, ask: Ask, upstream: Upstream
) -> None:
    upstream.answer(stream("One"), stream("Two"))
    for _ in range(2):
        ask()
    office.broker.stop()
    perform()
    assert Run.objects.filter(state=State.SUCCEEDED).count() == 2


def test_a_busy_server_is_asked_again_when_it_said(ask: Ask, upstream: Upstream) -> None:
    upstream.answer(
        Reply.json({"error": {"message": "Slow down", "code": "rate_limit_exceeded"}}, 429, retry_after="30")
    )
    run = performed(ask())
    assert run.state == State.QUEUED
    assert run.not_before
    attempt = run.attempts.get()
    assert attempt.outcome == "retried"
    assert attempt.sent_at
    assert attempt.finished_at
    assert run.not_before > attempt.sent_at + timedelta(seconds=30)
    assert run.not_before < attempt.finished_at + timedelta(seconds=38)


def test_a_server_that_asks_for_an_hour_is_not_waited_for(ask: Ask, upstream: Upstream) -> None:
    upstream.answer(Reply.json({"error": {"message": "Slow down"}}, 429, retry_after="3600"))
    assert performed(ask()).state == State.FAILED


def test_retrying_ends(ask: Ask, upstream: Upstream) -> None:
    run = ask()
    upstream.handler = lambda _: Reply.json({"error": {"message": "Slow down"}}, 429)
    for _ in range(failures.MOST_ATTEMPTS):
        Run.objects.update(not_before=None)
        Pace.objects.update(paused_until=timezone.now())
        performed(run)
    assert (run.state, len(upstream.requests)) == (State.FAILED, failures.MOST_ATTEMPTS)


def test_a_spent_account_is_not_asked_again(ask: Ask, upstream: Upstream) -> None:
    upstream.answer(Reply.error(429, "You exceeded your current quota", code="insufficient_quota"))
    run = performed(ask())
    assert (run.state, why(run)["kind"], why(run)["charged"]) == (State.FAILED, "no_credit", False)


def test_a_refused_field_is_named_as_the_form_names_it(ask: Ask, upstream: Upstream) -> None:
    upstream.answer(Reply.error(400, "Unsupported", code="unsupported_value", param="temperature"))
    error = why(performed(ask()))
    assert (error["param"], error["field"]) == ("temperature", "Temperature")


def test_words_of_an_answer_that_was_cut_are_kept(ask: Ask, upstream: Upstream) -> None:
    upstream.answer(Reply(streamed("Half an", end=False), media_type="text/event-stream", cut=True))
    run = performed(ask())
    assert (run.state, why(run)["kind"], why(run)["charged"]) == (State.FAILED, "cut", True)
    assert [(output.text, output.note) for output in run.outputs.all()] == [("Half an", "Incomplete")]


def test_a_free_call_that_was_cut_is_repeated(call: Ask, upstream: Upstream) -> None:
    upstream.answer(Reply(b"{", cut=True), Reply.json({"data": []}))
    run = performed(call())
    assert run.state == State.QUEUED
    Run.objects.update(not_before=None)
    assert performed(run).state == State.SUCCEEDED


def test_a_costly_call_that_was_cut_is_not_repeated(call: Ask, upstream: Upstream) -> None:
    upstream.answer(Reply(b"{", cut=True))
    assert performed(call("POST", "/v1/things")).state == State.FAILED
    assert len(upstream.requests) == 1


def test_a_server_that_nobody_answers_at_is_tried_again(ask: Ask, line: Connection) -> None:
    Connection.objects.update(base_url="http://127.0.0.1:1/v1")
    run = performed(ask())
    assert (run.state, run.sent_at) == (State.QUEUED, None)


def test_a_cancel_ends_a_running_call_at_once(ask: Ask, upstream: Upstream) -> None:
    run, release = ask(), threading.Event()

    def body() -> Iterator[bytes]:
        yield streamed("Once upon", end=False)
        release.wait(300)

    upstream.answer(Reply(body(), media_type="text/event-stream"))
    worker = threading.Thread(target=perform, args=[run.pk])
    worker.start()
    wait_until(lambda: so_far(run.key).texts)
    run.cancel()
    worker.join(60)
    assert not worker.is_alive()  # the answer would take 300
    release.set()
    run.refresh_from_db()
    assert (run.state, run.outputs.get().text) == (State.CANCELLED, "Once upon")


def test_a_deleted_run_ends_its_call_and_leaves_nothing(ask: Ask, upstream: Upstream) -> None:
    run, release = ask(), threading.Event()

    def body() -> Iterator[bytes]:
        yield streamed("Once upon", end=False)
        release.wait(300)

    upstream.answer(Reply(body(), media_type="text/event-stream"))
    worker = threading.Thread(target=perform, args=[run.pk])
    worker.start()
    wait_until(lambda: so_far(run.key).texts)
    Run.objects.all().delete()
    worker.join(60)
    release.set()
    assert not worker.is_alive()
    assert not Output.objects.exists()


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda _: Run.objects.update(action="gone"), "no_action"),
        (lambda run: run.connection.delete(), "no_connection"),
        (lambda _: Connection.objects.update(enabled=False), "connection_disabled"),
        (lambda run: run.connection.groups.create(name="Others"), "connection_denied"),
        (lambda _: get_user_model().objects.update(is_active=False), "no_owner"),
        (lambda _: Connection.objects.update(base_url="gopher://x"), "unsendable"),
    ],
)
def test_what_cannot_be_performed_any_more_says_why(
    ask: Ask, change: Any, kind: str, upstream: Upstream
) -> None:
    run = ask()
    change(run)
    assert performed(run).state == State.FAILED
    assert why(run)["kind"] == kind
    assert why(run)["message"].endswith(".")
    assert why(run)["charged"] is False
    assert upstream.requests == []


def test_a_mistake_of_ours_is_logged_and_shown_as_a_reference(
    ask: Ask, upstream: Upstream, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ChatAction, "read", lambda *_: 1 / 0)
    upstream.answer(stream("Hello"))
    run = performed(ask())
    assert (run.state, why(run)["kind"]) == (State.FAILED, "unexpected")
    assert str(run.key) in why(run)["advice"]
    assert "ZeroDivisionError" in caplog.text


def test_a_locked_database_costs_no_result(
    ask: Ask, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    upstream.answer(stream("Hello"))
    succeed, refusals = Attempt.succeed, iter([OperationalError("locked")] * 2)

    def reluctant(self: Attempt, record: Record) -> bool:
        if refusal := next(refusals, None):
            raise refusal
        return succeed(self, record)

    monkeypatch.setattr(Attempt, "succeed", reluctant)
    assert performed(ask()).state == State.SUCCEEDED
