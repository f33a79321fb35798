"""`python -m tests.bench.many`: the history among 1,000 runs and among 100,000, each page beside the other.

It fills a SQLite of its own, or, with DATABASE_URL, an empty PostgreSQL; `MANY=1000000` says how many runs.
"""

import logging
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from tests.bench.__main__ import Task, seconds

FEW = 1_000
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 2_000
GOES = 15
FIRST = "tide harbour report quarterly meeting invoice garden letter summary picture"
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu"
PAGES = {
    "newest": "",
    "halfway": "before={half}",
    "a word in most": "q=tide",
    "halfway through it": "q=tide&before={half}",
    "a word in few": "q=zuzuzu",
    "two words": "q=invoice+garden",
    "a phrase": "q=%22quarterly+meeting%22",
    "a beginning": "q=gard*",
    "without a word": "q=tide+-report",
    "no such word": "q=nowhere",
    "word and state": "q=tide&state=failed",
    "a state": "state=failed",
    "a day": "since=2026-01-01&until=2026-01-01",
    "with an image": "having=image",
    "an action": "action=generate-an-image",
}


def words(rng: random.Random, count: int) -> str:
    """Return words of which a few are in most texts and most in few."""
    rare = ("".join(rng.choices(SYLLABLES.split(), k=3)) for _ in range(count // 2))
    return " ".join([*rng.choices(FIRST.split(), range(10, 0, -1), k=count - count // 2), *rare])


def rows(owner: Any, line: Any, places: range) -> Iterator[tuple[Any, Any]]:
    """Yield runs that are over, newest last, each with what it answered."""
    from runs.models import Run

    rng = random.Random(places.start)
    for place in places:
        asked, when = words(rng, 20), BEGAN + timedelta(minutes=place)
        state = "failed" if place % 50 == 7 else "succeeded"
        action = "generate-an-image" if place % 20 == 3 else "create-a-completion"
        fields = {"action": action, "model": "gpt-4o", "state": state, "created_at": when}
        values = {"messages": [{"role": "user", "content": asked}]}
        run = Run(owner=owner, connection=line, connection_name=line.name, headline=asked[:200], **fields)
        run.values, run.started_at, run.finished_at = values, when, when
        run.has_image = action == "generate-an-image"
        yield run, words(rng, 100)


def fill(owner: Any, line: Any, places: range) -> None:
    """Add a run for each place, with their answers and what they are found by."""
    from django.db import transaction

    from runs.models import Attempt, Document, Output, Run
    from runs.models.document import content

    left = rows(owner, line, places)
    while some := list(islice(left, BATCH)):
        with transaction.atomic():
            runs = Run.objects.bulk_create([run for run, _ in some])
            attempts = Attempt.objects.bulk_create(Attempt(run=run, number=1) for run in runs)
            outputs = [
                Output(run=run, attempt=attempt, kind="text", text=text)
                for run, attempt, (_, text) in zip(runs, attempts, some, strict=True)
            ]
            Output.objects.bulk_create(outputs)
            found = zip(runs, outputs, strict=True)
            Document.objects.bulk_create(Document(**content(run, [], [output])) for run, output in found)


def measure(client: Any) -> dict[str, float]:
    """Return the milliseconds that each page takes."""
    from runs.models import Run

    keys = list(Run.objects.order_by("pk").values_list("pk", flat=True))
    half = keys[len(keys) // 2]
    addresses = {name: f"/runs/?{query.format(half=half)}" for name, query in PAGES.items()}
    taken = {"one run by its key": best(partial(fetch, half))}
    return taken | {name: best(partial(get, client, address)) for name, address in addresses.items()}


def fetch(key: int, _place: int) -> None:
    from runs.models import Run

    Run.objects.get(pk=key)


def get(client: Any, address: str, _place: int) -> None:
    if (status := client.get(address).status_code) != 200:
        raise RuntimeError(f"{address} answered {status}")


def best(task: Task) -> float:
    """Return the milliseconds of the best of several goes: the others say how busy the machine was."""
    return min(seconds(task, 1) for _ in range(GOES)) * 1000


def compare(many: int) -> str:
    """Return the table of both, and of the ratio between them."""
    from django.db import connection
    from django.test import Client

    from connections.models import Connection
    from people.models import User

    owner = User.objects.create_user("alice")
    line = Connection.objects.create(name="Line", base_url="http://127.0.0.1:9/v1")
    client = Client()
    client.force_login(owner)
    found = []
    for places in (range(FEW), range(FEW, many)):
        fill(owner, line, places)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        found.append(measure(client))
    lines = [f"{'':24}{FEW:>10,} runs{many:>10,} runs{'ratio':>8}"]
    lines += [f"{name:24}{few:>12.1f} ms{found[1][name]:>12.1f} ms{found[1][name] / few:>8.1f}"
              for name, few in found[0].items()]  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    data = Path(tempfile.mkdtemp(prefix="many-"))
    os.environ |= {"WORKROOM_DATA": str(data), "DJANGO_SETTINGS_MODULE": "config.settings"}
    os.environ["ALLOWED_HOSTS"] = "testserver"
    import django

    django.setup()
    from django.core.management import call_command

    logging.disable(logging.INFO)
    try:
        call_command("migrate", verbosity=0)
        sys.stdout.write(f"{compare(int(os.environ.get('MANY', 100_000)))}\n")
    finally:
        shutil.rmtree(data)


if __name__ == "__main__":
    main()
