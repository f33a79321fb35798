"""How PostgreSQL goes about what the history asks of it: by an index, and never through all runs."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from runs.browsing import Filters, page
from runs.models import Run, Tag, Tagged
from tests.bench.filling.runs import Filling, settle
from tests.postgresql import empty_postgres, postgres, postgres_office
from tests.processes import Office
from tests.runs.pages import a_connection

__all__ = ["empty_postgres", "postgres", "postgres_office"]

pytestmark = pytest.mark.processes

COUNT = 6_000
FILTERS: list[dict[str, str]] = [
    {},
    {"action": "generate-an-image"},
    {"action": "none"},
    {"state": "failed"},
    {"state": "queued"},
    {"connection": "{line}"},
    {"connection": "0"},
    {"model": "gpt-4o"},
    {"model": "none"},
    {"since": "2026-01-02", "until": "2026-01-03"},
    {"having": "image"},
    {"having": "audio"},
    {"favourite": "yes"},
    {"tag": "{common}"},
    {"tag": "0"},
    {"q": "tide"},
    {"q": "tide harbour"},
    {"q": "nowhere"},
    {"q": '"quarterly picture"'},
    {"q": "tide", "tag": "{tag}"},
    {"q": "tide", "state": "failed"},
]


@pytest.fixture
def filled(postgres_office: Office) -> dict[str, Any]:
    """Many runs, of which each has a tag, and each twentieth a rarer one and a star."""
    alice, line = get_user_model().objects.create_user("alice"), a_connection()
    filling = Filling(alice, line)
    filling.add(COUNT)
    tag = Tag.objects.create(owner=alice, name="Everything", key="everything")
    Tagged.objects.bulk_create(Tagged(run=run, tag=tag) for run in Run.objects.only("pk"))
    settle()
    return {"owner": alice, "line": line.pk, "tag": filling.tag.pk, "common": tag.pk}


def plans(filters: Filters, owner: Any, before: str) -> Iterator[str]:
    """Yield how each query of a page is gone about."""
    with CaptureQueriesContext(connection) as queries:
        page(filters, owner, before)
    for query in queries.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {query['sql']}".replace("%", "%%"), [])
            yield "\n".join(str(row[0]) for row in cursor.fetchall())


def test_no_filter_and_no_search_goes_through_all_runs(filled: dict[str, Any]) -> None:
    through = re.compile(r"Seq Scan on runs_(run|document|tagged|output)\b")
    found = {}
    for wanted in FILTERS:
        filters = Filters(**{name: value.format(**filled) for name, value in wanted.items()})
        for before in ("", str(COUNT // 2)):
            slow = [plan for plan in plans(filters, filled["owner"], before) if through.search(plan)]
            if slow:
                found[str(wanted), before] = slow
    assert found == {}
