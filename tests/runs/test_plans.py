"""How the history is asked for: in the order of an index, and in no more queries for more runs."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from connections.models import Connection
from runs.browsing import with_tag
from runs.labelling import tag
from runs.models import Run
from tests.runs.pages import a_connection, a_file, a_run, answered


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


def asked(client: Client, address: str) -> list[str]:
    """Return the queries that a page takes."""
    client.get(address)  # what a first visit alone does has been done
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries.captured_queries]


@pytest.mark.sqlite
def test_the_runs_of_a_tag_are_read_in_their_order(as_alice: Client, alice: Any, line: Connection) -> None:
    a_run(alice, line)
    tag(alice, Run.objects.all(), ["Harbour"])
    harbour = str(alice.tags.get().pk)
    with CaptureQueriesContext(connection) as queries:
        with_tag(Run.objects.visible_to(alice), harbour, 9)
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
