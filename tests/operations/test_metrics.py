"""What Prometheus hears."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from connections.models import Connection
from operations.metrics import exposition
from people.models import User
from runs import broker
from runs.counting import count_over
from runs.models import Attempt, Pace, Run, Tally
from runs.patience import release
from tests.openapi.upstream import Reply, Upstream
from tests.processes import Office, wait_until
from tests.runs.conftest import Ask, ask, line, owner, upstream
from tests.runs.pages import a_connection, a_run
from tests.runs.test_performing import stream

__all__ = ["ask", "line", "owner", "upstream"]

TOKEN = "a-token-for-prometheus"
ACTION = {"action": "create-a-completion", "connection": "Upstream"}
Labels = dict[str, str]


def samples(text: str | None = None) -> dict[str, list[tuple[Labels, float]]]:
    """Return the labels and values of each series, as Prometheus reads them."""
    found: dict[str, list[tuple[Labels, float]]] = {}
    for family in text_string_to_metric_families(text or exposition().decode()):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def value(name: str, **labels: str) -> float | None:
    """Return the one value that has these labels, or None."""
    matching = [found for given, found in samples().get(name, []) if labels.items() <= given.items()]
    assert len(matching) < 2
    return matching[0] if matching else None


@pytest.mark.processes
def test_after_real_runs_the_numbers_are_right(office: Office, ask: Ask, upstream: Upstream) -> None:
    busy = Reply.json({"error": {"message": "Slow down"}}, 429, retry_after="0.1")
    wrong = Reply.json({"error": {"message": "No such model"}}, 404)
    upstream.answer(stream("One"), busy, stream("Two"), wrong)
    office.open()
    for number in range(3):
        ask()
        wait_until(partial(is_over, number))
    wait_until(lambda: value("workroom_waiting_seconds_count", **ACTION) == 3)
    assert value("workroom_runs_over_total", state="succeeded", **ACTION) == 2
    assert value("workroom_runs_over_total", state="failed", **ACTION) == 1
    assert value("workroom_retries_total", **ACTION) == 1
    assert value("workroom_upstream_seconds_count", **ACTION) == len(upstream.requests) == 4
    assert value("workroom_upstream_seconds_bucket", le="+Inf", **ACTION) == 4
    took = value("workroom_upstream_seconds_sum", **ACTION)
    assert took
    assert 0 < took < 60
    alive = [value(f"workroom_{name}") for name in ("workers", "sweeper_up", "broker_up", "queue_length")]
    assert alive == [1, 1, 1, 0]


def is_over(number: int) -> bool:
    return Run.objects.order_by("pk")[number].is_over


@pytest.fixture
def here(office: Office) -> Connection:
    return a_connection("Line “A”\n")


@pytest.fixture
def person(office: Office) -> User:
    return User.objects.create_user("alice")


def over(run: Run, state: str = "succeeded", waited: float = 0.2, took: float = 3.0, tries: int = 1) -> Run:
    """Let a run have waited, and have been tried, for so many seconds."""
    began = run.created_at + timedelta(seconds=waited)
    ended = began + timedelta(seconds=took)
    for number in range(tries):
        Attempt.objects.create(run=run, number=number + 1, sent_at=began, finished_at=ended)
    Run.objects.filter(pk=run.pk).update(
        state=state, started_at=began if tries else None, finished_at=ended if tries else began
    )
    return run


def test_times_are_counted_in_the_bucket_that_they_fit(person: User, here: Connection) -> None:
    for seconds in (0.05, 0.1, 0.11, 40, 7200):
        over(a_run(person, here), waited=seconds, took=1)
    count_over()
    limits = {float(labels["le"]): count for labels, count in samples()["workroom_waiting_seconds_bucket"]}
    assert [limits[at] for at in (0.1, 0.25, 30.0, 60.0, 3600.0, float("inf"))] == [2, 3, 3, 4, 4, 5]
    assert value("workroom_waiting_seconds_sum") == pytest.approx(7240.26)
    assert value("workroom_upstream_seconds_sum") == pytest.approx(5)


def test_a_run_that_nobody_began_has_no_times(person: User, here: Connection) -> None:
    a_run(person, here).cancel()
    count_over()
    assert value("workroom_runs_over_total", state="cancelled") == 1
    assert value("workroom_waiting_seconds_count") == value("workroom_upstream_seconds_count") == 0
    assert value("workroom_retries_total") == 0


def test_each_run_is_counted_once_however_many_count(
    person: User, here: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runs.counting.AT_ONCE", 3)
    for _ in range(20):
        over(a_run(person, here), tries=2)
    at_once(count_over, 4)
    count_over()
    assert value("workroom_runs_over_total") == 20
    assert value("workroom_retries_total") == 20
    assert value("workroom_upstream_seconds_count") == 40


@pytest.mark.processes
def test_each_run_is_counted_once_on_postgresql_too(
    postgres_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runs.counting.AT_ONCE", 3)
    alice, lines = User.objects.create_user("alice"), [a_connection("A"), a_connection("B")]
    for number in range(40):
        over(a_run(alice, lines[number % 2]))
    at_once(count_over, 4)
    count_over()
    assert [value("workroom_runs_over_total", connection=name) for name in ("A", "B")] == [20, 20]


def at_once(work: Callable[[], None], threads: int) -> None:
    def done() -> None:
        try:
            work()
        finally:
            release()

    with ThreadPoolExecutor(threads) as pool:
        for each in [pool.submit(done) for _ in range(threads)]:
            each.result()


def test_a_death_while_counting_loses_and_doubles_nothing(
    person: User, here: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    over(a_run(person, here))
    save = Tally.save

    def die(tally: Tally, **kwargs: Any) -> None:
        save(tally, **kwargs)
        if tally.runs:
            raise KeyboardInterrupt

    monkeypatch.setattr(Tally, "save", die)
    with pytest.raises(KeyboardInterrupt):
        count_over()
    monkeypatch.undo()
    assert value("workroom_runs_over_total") is None
    count_over()
    assert value("workroom_runs_over_total") == 1


def test_what_was_counted_stays_though_its_run_is_deleted(person: User, here: Connection) -> None:
    over(a_run(person, here))
    count_over()
    Run.objects.all().delete()
    count_over()
    assert value("workroom_runs_over_total", connection="Line “A”\n") == 1


def test_what_waits_and_runs_is_told_as_it_is_now(person: User, here: Connection) -> None:
    assert (value("workroom_queue_length"), value("workroom_queue_oldest_seconds")) == (0, 0)
    waits, runs, later = (a_run(person, here) for _ in range(3))
    assert runs.claim("worker")
    Run.objects.filter(pk=later.pk).update(not_before=timezone.now() + timedelta(hours=1))
    Run.objects.filter(pk=waits.pk).update(created_at=timezone.now() - timedelta(minutes=5))
    assert value("workroom_runs", state="queued", connection="Line “A”\n") == 2
    assert value("workroom_runs", state="running") == 1
    assert value("workroom_queue_length") == 1
    age = value("workroom_queue_oldest_seconds")
    assert age
    assert 300 <= age < 330


def test_a_connection_that_is_spared_is_told(person: User, here: Connection) -> None:
    assert samples().get("workroom_connection_paused_seconds") is None
    Pace.objects.slow_down(here.pk, timezone.now() + timedelta(seconds=60), 4)
    left = value("workroom_connection_paused_seconds", connection="Line “A”\n")
    assert left
    assert 50 < left <= 60


def test_without_the_broker_it_says_so_and_the_rest_as_ever(
    office: Office, person: User, here: Connection
) -> None:
    a_run(person, here)
    office.broker.stop()
    assert value("workroom_broker_up") == 0
    assert value("workroom_runs", state="queued") == 1
    assert "workroom_workers" not in samples()


@pytest.mark.sqlite
def test_a_scrape_costs_the_same_however_long_the_history_is(person: User, here: Connection) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            exposition()
        for query in queries.captured_queries:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                plan = " ".join(str(row[3]) for row in cursor.fetchall())
            assert "SCAN runs_run" not in plan, f"{query['sql']}: {plan}"
        return len(queries)

    over(a_run(person, here))
    count_over()
    before = cost()
    for _ in range(50):
        over(a_run(person, here))
    count_over()
    assert cost() == before
    assert Tally.objects.count() == 1


@pytest.mark.sqlite
def test_what_is_to_be_counted_is_found_by_its_index(person: User, here: Connection) -> None:
    over(a_run(person, here))
    with CaptureQueriesContext(connection) as queries:
        count_over()
    looked = next(query["sql"] for query in queries.captured_queries if "runs_run" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {looked}")
        assert "USING INDEX run_uncounted" in str(cursor.fetchall())


def test_no_label_grows_with_people_or_models(person: User, here: Connection) -> None:
    for number in range(5):
        run = over(a_run(User.objects.create_user(f"person{number}"), here))
        Run.objects.filter(pk=run.pk).update(model=f"model-{number}")
    count_over()
    text = exposition().decode()
    names = {name for series in samples(text).values() for labels, _ in series for name in labels}
    assert names == {"state", "action", "connection", "le"}
    assert not re.search(r"person\d|model-\d|alice", text)


def scraped(token: str | None = None, **headers: str) -> int:
    given = {"authorization": f"Bearer {token}"} if token is not None else {}
    return Client().get("/metrics", headers={**given, **headers}).status_code


def test_prometheus_comes_with_its_token_by_number_and_in_plain_http(
    office: Office, settings: Settings
) -> None:
    settings.METRICS_TOKEN, settings.ALLOWED_HOSTS = TOKEN, ["workroom.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    assert scraped(TOKEN, host="10.1.2.3:8000") == 200
    assert [scraped(wrong) for wrong in ("", "wrong", TOKEN[:-1], TOKEN + "x", "é")] == [401] * 5
    assert scraped(host="10.1.2.3:8000") == 400  # without one it is a page like any other


def test_without_a_token_in_the_environment_no_token_opens_it(office: Office, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    assert [scraped(wrong) for wrong in ("", "None", "anything")] == [401] * 3


def test_administrators_may_look_and_nobody_else(
    as_carol: Client, as_alice: Client, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "messages", lambda: 0)
    answer = as_carol.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert "workroom_runs_over" in answer.content.decode()
    assert as_alice.get("/metrics").status_code == 403
    assert client.get("/metrics").headers["Location"] == "/sign-in/?next=/metrics"


def test_a_database_that_does_not_answer_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> bytes:
        raise OperationalError("db.internal is away")

    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setattr("operations.views.exposition", away)
    answer = Client().get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")
