"""`python -m tests.bench.browse 100000`: the pages of a person who has so many runs, as they are asked for.

The database is that of WORKROOM_DATA or DATABASE_URL, and empty: it is filled first, which takes the seconds
that the first line tells. Then each line that comes in names something of `PAGES`, or what a search consists
of, and is answered by the milliseconds that it took, or, behind `queries `, by how many it takes.
"""

import io
import logging
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

# What is sought is in most of the texts, in some, in one.
PAGES = {
    "form": "/actions/create-a-completion/",
    "run": "{run}",
    "history": "/runs/",
    "history, halfway": "/runs/?before={half}",
    "gallery": "/gallery/",
    "recordings, of none": "/recordings/",
    "home": "/",
    "search": "/runs/?q=garden",
    "search, halfway": "/runs/?q=garden&before={half}",
    "search, two words": "/runs/?q=invoice+garden",
    "search, a phrase": "/runs/?q=%22of+a%22",
    "search, one run's word": "/runs/?q={half}",
    "search, no such word": "/runs/?q=nowhere",
    "search and state": "/runs/?q=tide&state=failed",
    "search and day": "/runs/?q=tide&since=2026-01-01&until=2026-01-01",
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
ROW, FOUND, QUERIES = "a row by its key", "full-text search", "queries "


def at(address: str, half: Any, tag: int) -> str:
    """Return the address of a page, for the run in the middle and a tag."""
    return address.format(run=half.get_absolute_url(), half=half.pk, tag=tag)


def took(task: Callable[[], Any]) -> float:
    """Return the milliseconds."""
    began = time.perf_counter()
    task()
    return (time.perf_counter() - began) * 1000


def queries(task: Callable[[], Any]) -> int:
    """Return how many there are; what is written once a minute is not among them."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as first:
        task()
    with CaptureQueriesContext(connection) as second:
        task()
    return min(len(first), len(second))


def got(client: Any, path: str) -> None:
    if (status := client.get(path).status_code) != 200:
        raise RuntimeError(f"{path} answered {status}")


def tasks(filling: Any) -> dict[str, Callable[[], float]]:
    """Return what can be asked for, by its name, as that which measures it."""
    from django.test import Client

    from runs.browsing import searched
    from runs.models import Run

    client, half, owner = Client(), filling.half(), filling.owner
    client.force_login(owner)
    mine = Run.objects.visible_to(owner)
    sought = [partial(searched, mine, text.format(half=half.pk), owner) for text in SOUGHT]
    pages = {name: partial(got, client, at(address, half, filling.tag.pk)) for name, address in PAGES.items()}
    return {
        **{name: partial(took, page) for name, page in pages.items()},
        **{QUERIES + name: partial(queries, page) for name, page in pages.items()},
        ROW: partial(took, partial(Run.objects.get, pk=half.pk)),
        FOUND: lambda: median(map(took, sought)),
    }


def main() -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "ALLOWED_HOSTS": "testserver"}
    import django

    django.setup()
    from django.core.management import call_command

    from tests.bench.filling.runs import filled

    logging.disable(logging.INFO)
    call_command("prepare", stdout=io.StringIO())  # nobody is to be set up
    began = time.perf_counter()
    known = tasks(filled(int(sys.argv[1])))
    said(time.perf_counter() - began)
    for line in sys.stdin:
        said(known[line.rstrip("\n")]())


def said(number: float) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
