"""A real worker, a real broker and a real sweeper, and what becomes of runs when one of them goes."""

import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from connections.models import Connection
from runs import broker
from runs.events import so_far
from runs.models import Run, State
from tests.openapi.upstream import Reply, Upstream
from tests.processes import Office, wait_until
from tests.runs.conftest import Ask, why
from tests.runs.test_performing import stream, streamed

pytestmark = pytest.mark.processes
MANY = 100


@pytest.fixture
def held(upstream: Upstream) -> Iterator[threading.Event]:
    """The next answer begins with "Once upon" and goes on when this is set."""
    release = threading.Event()

    def body() -> Iterator[bytes]:
        yield streamed("Once upon", end=False)
        release.wait(300)
        yield streamed(" a time")

    upstream.answer(Reply(body(), media_type="text/event-stream"))
    yield release
    release.set()


def words_of(run: Run) -> str:
    return so_far(run.key).texts.get(0, "")


def over(run: Run) -> Run:
    """Return the run once it is over."""

    def is_over() -> bool:
        run.refresh_from_db()
        return run.is_over

    wait_until(is_over)
    return run


def test_a_run_asked_for_while_the_broker_is_down_completes_when_it_is_back(
    office: Office, ask: Ask, upstream: Upstream
) -> None:
    upstream.answer(stream("Good morning"))
    office.open()
    office.broker.stop()
    began = time.monotonic()
    run = ask()
    took = time.monotonic() - began
    assert run.state == State.QUEUED
    assert not broker.reachable()
    office.broker.start()
    assert over(run).state == State.SUCCEEDED
    assert took < 30  # 0.01 as a rule: nobody waits for a broker


def test_a_worker_killed_in_mid_stream_ends_the_run_and_never_sends_it_twice(
    office: Office, ask: Ask, upstream: Upstream, held: threading.Event
) -> None:
    office.open()
    run = ask()
    wait_until(lambda: words_of(run))
    office.lose_worker()
    office.worker.start()
    assert over(run).state == State.FAILED
    assert (why(run)["kind"], why(run)["charged"]) == ("interrupted", True)
    assert [(output.text, output.note) for output in run.outputs.all()] == [("Once upon", "Incomplete")]
    assert len(upstream.requests) == 1


def test_a_worker_killed_before_it_sent_lets_another_do_it(
    office: Office, ask: Ask, line: Connection, upstream: Upstream
) -> None:
    upstream.answer(stream("Good morning"))
    with socket.create_server(
        ("127.0.0.1", 0)
    ) as mute:  # it takes the connection, and never says its TLS part
        Connection.objects.update(base_url=f"https://127.0.0.1:{mute.getsockname()[1]}/v1")
        office.open()
        run = ask()
        wait_until(lambda: Run.objects.filter(state=State.RUNNING).exists())
        office.lose_worker()
    Connection.objects.update(base_url=upstream.url)
    office.worker.start()
    assert over(run).state == State.SUCCEEDED
    assert list(run.attempts.values_list("outcome", flat=True)) == ["requeued", "succeeded"]
    assert len(upstream.requests) == 1


def test_a_running_run_is_cancelled_at_once(
    office: Office, ask: Ask, upstream: Upstream, held: threading.Event
) -> None:
    office.open()
    run = ask()
    wait_until(lambda: words_of(run))
    run.cancel()
    assert over(run).state == State.CANCELLED  # the answer would take 300


def test_a_busy_server_gets_its_next_try_after_the_time_it_asked_for(
    office: Office, ask: Ask, upstream: Upstream
) -> None:
    upstream.answer(Reply.json({"error": {"message": "Slow"}}, 429, retry_after="1"), stream("Good morning"))
    office.open()
    run = ask()
    assert over(run).state == State.SUCCEEDED
    first, second = run.attempts.order_by("number")
    assert (first.outcome, second.outcome) == ("retried", "succeeded")
    assert first.sent_at
    assert second.started_at - first.sent_at >= timedelta(seconds=1)


def test_a_worker_that_is_stopped_lets_a_short_call_finish(
    office: Office, ask: Ask, upstream: Upstream, held: threading.Event
) -> None:
    office.open()
    run = ask()
    wait_until(lambda: words_of(run))
    office.worker.signal(signal.SIGTERM)
    wait_until(lambda: "Warm shutdown" in office.worker.log.read_text())
    held.set()
    assert office.worker.stop() == 0
    assert over(run).state == State.SUCCEEDED
    assert run.outputs.get().text == "Once upon a time"


def test_a_worker_that_is_stopped_ends_a_long_call_in_time(
    office: Office, ask: Ask, upstream: Upstream, held: threading.Event
) -> None:
    office.open()
    run = ask()
    wait_until(lambda: words_of(run))
    assert office.worker.stop() == 0
    run.refresh_from_db()
    assert (run.state, why(run)["kind"]) == (State.FAILED, "interrupted")
    assert run.outputs.get().text == "Once upon"


def test_a_worker_that_is_stopped_writes_down_what_became_of_each_of_many_calls(
    office: Office, ask: Ask, upstream: Upstream
) -> None:
    release = threading.Event()

    def body() -> Iterator[bytes]:
        yield streamed("Once upon", end=False)
        release.wait(300)

    upstream.handler = lambda _: Reply(body(), media_type="text/event-stream")
    office.worker.command = (*office.worker.command, "-c", str(MANY))
    office.worker.env = {**office.env, "RUNS_PER_PERSON": str(MANY)}
    runs = [ask() for _ in range(MANY)]
    office.open()
    try:
        wait_until(lambda: all(map(words_of, runs)))
        assert office.worker.stop() == 0
    finally:
        release.set()
    ended = Run.objects.filter(state=State.FAILED, error__kind="interrupted", outputs__text="Once upon")
    assert ended.count() == MANY


def test_a_worker_that_is_stopped_puts_back_what_is_free(
    office: Office, call: Ask, upstream: Upstream
) -> None:
    release = threading.Event()

    def body() -> Iterator[bytes]:
        release.wait(300)
        yield b"{}"

    upstream.answer(Reply(body()), Reply.json({"data": []}))
    office.open()
    run = call("GET")
    upstream.wait_for(1)
    assert office.worker.stop() == 0
    release.set()
    run.refresh_from_db()
    assert (run.state, run.attempts.get().outcome) == (State.QUEUED, "requeued")
    office.worker.start()
    assert over(run).state == State.SUCCEEDED


def test_many_runs_complete_though_the_worker_and_the_broker_are_killed_on_the_way(
    office: Office, call: Ask, upstream: Upstream
) -> None:
    upstream.handler = lambda _: Reply.json({"data": []})
    office.open()
    runs = [call() for _ in range(30)]
    office.lose_worker()
    office.broker.kill()
    office.broker.start()
    office.worker.start()
    for run in runs:
        assert over(run).state == State.SUCCEEDED


def test_first_words_are_told_at_once(office: Office, ask: Ask, upstream: Upstream) -> None:
    heard = threading.Event()

    def body() -> Iterator[bytes]:
        yield streamed("Hello", end=False)
        assert heard.wait(60)
        yield streamed()

    upstream.answer(Reply(body(), media_type="text/event-stream"))
    office.open()
    run = ask()
    name = f"run:{run.key}"

    def listen() -> None:
        after = "0-0"
        while not heard.is_set():
            found: Any = broker.client().xread({name: after}, block=900)
            for entry, event in found[0][1] if found else ():
                after = entry
                if event[b"type"] == b"text" and json.loads(event[b"data"])["text"] == "Hello":
                    heard.set()

    listener = threading.Thread(target=listen)
    listener.start()
    assert over(run).state == State.SUCCEEDED
    listener.join()


def test_the_sweeper_ends_when_it_is_told_to(office: Office) -> None:
    office.sweeper.start()
    wait_until(broker.sweeper_alive)
    assert office.sweeper.stop() == 0


def test_the_sweeper_outlives_the_broker(office: Office, ask: Ask) -> None:
    office.sweeper.start()
    wait_until(broker.sweeper_alive)
    office.broker.kill()
    ask()
    office.broker.start()
    wait_until(broker.messages)
    assert office.sweeper.stop() == 0
