"""How the pages ask for what they show: by an index, in no more queries and with no more work for more."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from connections.models import Connection
from runs.browsing import with_tag
from runs.labelling import tag
from runs.models import Run
from runs.spans import Span
from tests.bench.browse import PAGES, at
from tests.bench.filling.runs import Filling
from tests.runs.pages import a_connection, a_file, a_run, answered

FEW, MANY = 1_400, 7_000  # the fewest fill each page with runs that failed, which are one in fifty
BEAT = 10  # SQLite's steps between two counts


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


def asked(client: Client, address: str) -> list[str]:
    """Return the queries that a page takes."""
    client.get(address)  # what a first visit alone does has been done
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries.captured_queries]


@contextmanager
def steps() -> Iterator[list[int]]:
    """Count what SQLite does meanwhile: the length of the list is in `BEAT` steps of its machine."""
    beats: list[int] = []
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: beats.append(1), BEAT)
    try:
        yield beats
    finally:
        connection.connection.set_progress_handler(None, 0)


def work(client: Client, filling: Filling) -> dict[str, int]:
    """Return how much SQLite has to do for each page."""
    half, found = filling.half(), {}
    for name, address in PAGES.items():
        path = at(address, half, filling.tag.pk)
        client.get(path)
        with steps() as beats:
            assert client.get(path).status_code == 200
        found[name] = len(beats)
    return found


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_five_times_the_runs_are_hardly_more_work_for_any_page(as_alice: Client, alice: Any) -> None:
    filling = Filling(alice, a_connection())
    a_connection("Line that nobody used")
    filling.add(FEW)
    few = work(as_alice, filling)
    filling.add(MANY - FEW)
    many = work(as_alice, filling)
    assert {name: (few[name], many[name]) for name in few if many[name] > 2 * few[name]} == {}


@pytest.mark.sqlite
def test_the_runs_of_a_tag_are_read_in_their_order(as_alice: Client, alice: Any, line: Connection) -> None:
    a_run(alice, line)
    tag(alice, Run.objects.all(), ["Harbour"])
    harbour = str(alice.tags.get().pk)
    with CaptureQueriesContext(connection) as queries:
        with_tag(Run.objects.visible_to(alice), harbour, Span(end=9))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries.captured_queries[0]['sql']}")
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "tagged_newest (tag_id=? AND run_id<?)" in plan
    assert "B-TREE" not in plan


@pytest.mark.parametrize("query", ["", "?q=tide", "?tag={tag}", "?favourite=yes", "?q=tide&tag={tag}"])
def test_sixty_runs_take_as_many_queries_as_one(
    as_alice: Client, alice: Any, line: Connection, query: str
) -> None:
    def grow(count: int) -> list[str]:
        for _ in range(count):
            run = answered(a_run(alice, line, "The tide"), a_file(b"x", "sea.png", "image/png", "image"))
            tag(alice, Run.objects.filter(pk=run.pk), ["Harbour", f"Only {run.pk}"])
        Run.objects.update(favourite=True)
        harbour = alice.tags.get(name="Harbour")
        return asked(as_alice, f"/runs/{query.format(tag=harbour.pk)}")

    few = grow(1)
    assert len(grow(59)) == len(few)


@pytest.mark.parametrize("page", ["/runs/", "{run}"])
def test_no_page_asks_the_same_twice(as_alice: Client, alice: Any, line: Connection, page: str) -> None:
    run = answered(a_run(alice, line, "The tide"))
    tag(alice, Run.objects.all(), ["Harbour"])
    queries = asked(as_alice, page.format(run=run.get_absolute_url()))
    assert len(set(queries)) == len(queries)
