"""`python -m tests.bench.browse 1000 100000`: the pages of a person who has so many runs, and then so many.

The database is that of WORKROOM_DATA or DATABASE_URL, and empty. It prints JSON: the milliseconds of each
page, some times over, and how many queries it makes, for each number of runs.
"""

import json
import logging
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

GOES = 15
# What is sought is in most of the texts, in some, in one.
PAGES = {
    "form": "/actions/create-a-completion/",
    "run": "{run}",
    "history": "/runs/",
    "history, halfway": "/runs/?before={half}",
    "gallery": "/gallery/",
    "search": "/runs/?q=garden",
    "search, two words": "/runs/?q=invoice+garden",
    "search, a phrase": "/runs/?q=%22of+a%22",
    "search, one run's word": "/runs/?q={half}",
    "search, no such word": "/runs/?q=nowhere",
    "search and state": "/runs/?q=tide&state=failed",
    "filter, a state": "/runs/?state=failed",
    "filter, an action": "/runs/?action=generate-an-image",
    "filter, a state of none": "/runs/?state=queued",
    "filter, a tag": "/runs/?tag={tag}",
    "filter, a tag, halfway": "/runs/?tag={tag}&before={half}",
    "filter, favourites": "/runs/?favourite=yes",
    "search and tag": "/runs/?q=tide&tag={tag}",
    "filter, a day": "/runs/?since=2026-01-01&until=2026-01-01",
}
SOUGHT = ("tide", "garden", "invoice garden", "garden*", '"of a"', "tide -report", "nowhere", "{half}")
ROW, FOUND = "a row by its key", "full-text search"


def times(task: Callable[[], Any]) -> list[float]:
    """Return the milliseconds of each go but the first."""
    taken = []
    for _ in range(GOES + 1):
        began = time.perf_counter()
        task()
        taken.append((time.perf_counter() - began) * 1000)
    return taken[1:]


def pages(client: Any, half: Any, tag: int) -> dict[str, dict[str, Any]]:
    """Return the times and the number of queries of each page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = {}
    for name, address in PAGES.items():
        path = address.format(run=half.get_absolute_url(), half=half.pk, tag=tag)
        taken = times(partial(got, client, path))
        with CaptureQueriesContext(connection) as queries:
            got(client, path)
        found[name] = {"ms": taken, "queries": len(queries)}
    return found


def got(client: Any, path: str) -> None:
    if (status := client.get(path).status_code) != 200:
        raise RuntimeError(f"{path} answered {status}")


def searches(owner: Any, half: Any) -> dict[str, dict[str, Any]]:
    """Return the times of a bare query by key, and of finding what a page shows: of a go, the median."""
    from runs.browsing import searched
    from runs.models import Run

    mine = Run.objects.visible_to(owner)
    sought = [text.format(half=half.pk) for text in SOUGHT]
    taken = [times(partial(searched, mine, text, owner, None)) for text in sought]
    return {
        ROW: {"ms": times(partial(Run.objects.get, pk=half.pk))},
        FOUND: {"ms": [median(go) for go in zip(*taken, strict=True)]},
    }


def measured(sizes: list[int]) -> dict[int, dict[str, Any]]:
    from django.test import Client

    from people.models import User
    from runs.models import Run
    from tests.bench.filling.runs import Filling
    from tests.runs.pages import a_connection

    owner = User.objects.create_user("alice")
    filling = Filling(owner, a_connection())
    client = Client()
    found: dict[int, dict[str, Any]] = {}
    client.force_login(owner)
    for size in sizes:
        began = time.perf_counter()
        filling.add(size - Run.objects.count())
        filled = time.perf_counter() - began
        half = Run.objects.order_by("pk").filter(action="create-a-completion")[size // 2]
        found[size] = {"filled": filled, **pages(client, half, filling.tag.pk), **searches(owner, half)}
    return found


def main() -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "ALLOWED_HOSTS": "testserver"}
    import django

    django.setup()
    from django.core.management import call_command

    logging.disable(logging.INFO)
    call_command("prepare", stdout=sys.stderr)
    json.dump(measured([int(size) for size in sys.argv[1:]]), sys.stdout)


if __name__ == "__main__":
    main()
