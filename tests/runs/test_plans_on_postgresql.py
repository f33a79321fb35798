"""How PostgreSQL goes about what the pages ask of it: by an index, and never through all runs."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from runs.browsing import Filters
from runs.models import Tag
from tests.bench.browse import PAGES, at
from tests.bench.filling import runs
from tests.bench.filling.runs import Filling, settle
from tests.conftest import signed_in
from tests.processes import Office
from tests.runs.pages import a_connection

pytestmark = pytest.mark.processes

COUNT = 40_000
MOST = 6_000  # rows that one query may read
FILTERS: list[dict[str, str]] = [
    {"action": "none"},
    {"connection": "{line}"},
    {"connection": "{unused}"},
    {"connection": "0"},
    {"model": "gpt-4o"},
    {"model": "none"},
    {"since": "2026-01-02", "until": "2026-01-03"},
    {"having": "image"},
    {"having": "audio"},
    {"tag": "{common}"},
    {"tag": "0"},
    {"q": "tide"},
    {"q": "tide harbour"},
    {"q": "-report"},
]


@pytest.fixture
def filled(postgres_office: Office, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Many runs, of which each has a tag, and each twentieth a rarer one and a star."""
    monkeypatch.setattr(runs, "MOST_MADE", 4_000)
    alice, line = get_user_model().objects.create_user("alice"), a_connection()
    unused = a_connection("Line that nobody used")
    filling = Filling(alice, line)
    filling.add(COUNT)
    tag = Tag.objects.create(owner=alice, name="Everything", key="everything")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO runs_tagged (run_id, tag_id) SELECT id, %s FROM runs_run", [tag.pk])
    settle()
    return {"filling": filling, "line": line.pk, "unused": unused.pk, "common": tag.pk}


def addresses(filled: dict[str, Any]) -> Iterator[str]:
    """Yield what is looked at: the pages, and the history narrowed down, from its beginning and half-way."""
    half, tag = filled["filling"].half(), filled["filling"].tag.pk
    yield from (at(address, half, tag) for address in PAGES.values())
    for wanted in FILTERS:
        query = Filters(**{name: value.format(**filled) for name, value in wanted.items()}).query
        yield from (f"/runs/?{query}", f"/runs/?{query}&before={half.pk}")


def read(plan: dict[str, Any]) -> int:
    """Return how many rows a part of a plan, or one of its own, took from a table at most."""
    own = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
    taken = own * plan["Actual Loops"] if "Scan" in plan["Node Type"] else 0
    return max([int(taken), *map(read, plan.get("Plans", []))])


def rows_read(queries: CaptureQueriesContext) -> Iterator[tuple[int, str]]:
    """Yield how many rows each query reads, as PostgreSQL says when it goes about it once more."""
    for query in queries.captured_queries:
        if query["sql"].startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query['sql']}".replace("%", "%%"), [])
                (found,) = cursor.fetchone()
            yield read(found[0]["Plan"]), query["sql"]


def test_no_page_no_filter_and_no_search_goes_through_all_runs(filled: dict[str, Any]) -> None:
    client: Client = signed_in(filled["filling"].owner)
    found = {}
    for address in addresses(filled):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        if slow := [asked for asked in rows_read(queries) if asked[0] > MOST]:
            found[address] = slow
    assert found == {}
