"""Runs that are over, newest last, each with its attempt, its result and what it is found by."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from connections.models import Connection
from people.models import User
from runs.models import Attempt, Document, Output, Run, Tag, Tagged
from runs.models.spelling import spelt
from tests.bench.filling import copies
from tests.bench.filling.bare import without_indexes
from tests.bench.filling.rows import Rows
from tests.bench.filling.texts import Texts

AT_ONCE = 5_000
MOST_MADE = 20_000  # one by one, of a million: the others are copies of these, which PostgreSQL makes itself
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
CHAT, PICTURE = "create-a-completion", "generate-an-image"
MODELS = (Run, Attempt, Output, Document, Tagged)


class Filling:
    """Adds runs of one person through one connection."""

    def __init__(self, owner: User, line: Connection) -> None:
        self.owner, self.texts = owner, Texts()
        about: dict[str, Any] = {"owner": owner, "connection": line, "connection_name": line.name}
        varying = ("id", "key", "action", "headline", "values", "state", "has_image", "favourite")
        times = ("created_at", "started_at", "finished_at")
        self.runs = Rows(Run, *varying, *times, **about, model="gpt-4o", counted=True)
        self.attempts = Rows(
            Attempt, "id", "run_id", "started_at", "finished_at", number=1, outcome="succeeded"
        )
        self.outputs = Rows(
            Output, "id", "key", "run_id", "attempt_id", "kind", "text", "filename", "media_type"
        )
        self.documents = Rows(Document, "run_id", "text", "words", owner=owner)
        self.tag, _ = Tag.objects.get_or_create(owner=owner, key="harbour", defaults={"name": "Harbour"})
        self.tagged = Rows(Tagged, "id", "run_id", tag=self.tag)

    def add(self, count: int) -> None:
        """Add so many runs; the indexes are made anew over all."""
        first = (Run.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
        made = min(count, MOST_MADE) if connection.vendor == "postgresql" else count
        with without_indexes(*MODELS):
            for start in range(first, first + made, AT_ONCE):
                with transaction.atomic():
                    self._some(range(start, min(start + AT_ONCE, first + made)))
            if made < count:
                copies.add(range(first, first + made), count)
        settle()

    def half(self) -> Run:
        """Return the run in the middle, a chat."""
        runs = Run.objects.order_by("pk").filter(action=CHAT)
        return runs.filter(pk__gte=Run.objects.count() // 2)[0]

    def _some(self, keys: range) -> None:
        runs, attempts, outputs, documents = zip(*map(self._rows, keys), strict=True)
        for rows, some in ((self.runs, runs), (self.attempts, attempts), (self.outputs, outputs)):
            rows.write(some)
        self.documents.write(documents)
        self.tagged.write([self.tagged.row(pk, pk) for pk in keys if marked(pk)])

    def _rows(self, pk: int) -> tuple[tuple[Any, ...], ...]:
        asked, answered, when = self.texts.asked(pk), self.texts.answered(), BEGAN + timedelta(minutes=pk)
        drawn = pk % 20 == 3
        values = {"prompt": asked} if drawn else {"messages": [{"role": "user", "content": asked}]}
        text = f"{asked}\n{answered}"
        state = "failed" if pk % 50 == 7 else "succeeded"
        action, kind = (PICTURE, "image") if drawn else (CHAT, "text")
        file = ("picture.png", "image/png") if drawn else ("", "")
        about = (action, asked[:200], values, state, drawn, marked(pk))
        return (
            self.runs.row(pk, uuid.uuid4(), *about, when, when, when),
            self.attempts.row(pk, pk, when, when),
            self.outputs.row(pk, uuid.uuid4(), pk, pk, kind, answered, *file),
            self.documents.row(pk, text, " ".join(spelt(text))),
        )


def filled(count: int, person: str = "alice") -> Filling:
    """Fill a database that has all its tables with so many runs of a person, who need not be there yet."""
    owner, _ = User.objects.get_or_create(username=person)
    known = {"base_url": "http://127.0.0.1:9/v1", "models_refreshed_at": timezone.now()}
    line, _ = Connection.objects.get_or_create(name="Line", defaults=known)
    filling = Filling(owner, line)
    filling.add(count)
    return filling


def marked(pk: int) -> bool:
    """Whether a run is a favourite, and has a tag."""
    return pk % 20 == 5


def settle() -> None:
    """Have PostgreSQL know what it holds, and give the next row a key of its own.

    SQLite stays without statistics, as it is everywhere: nothing of ours has it gather them.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in (Run, Attempt, Output, Tagged):
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        cursor.execute("VACUUM ANALYZE")
