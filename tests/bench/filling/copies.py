"""Runs that PostgreSQL makes of those that are there: a million are too many to be made one by one.

Each copy is later than the original, and has a number of its own where that has its number.
"""

from django.db import connection
from django.db.models import Model

from runs.models import Attempt, Document, Output, Run, Tagged

# What differs in a copy: `later` is how many runs it comes after its original.
NUMBERED = "replace({text}, 'Case ' || {run} || '.', 'Case ' || ({run} + later) || '.')"
WORDS = "replace(words, ' case ' || run_id || ' ', ' case ' || (run_id + later) || ' ')"
AFTER = "{column} + later * interval '1 minute'"
OWN = {"id": "id + later", "key": "gen_random_uuid()", "run_id": "run_id + later"}
TIMES = {column: AFTER.format(column=column) for column in ("created_at", "started_at", "finished_at")}
DIFFERENT: dict[type[Model], dict[str, str]] = {
    Run: {
        "headline": NUMBERED.format(text="headline", run="id"),
        "values": NUMBERED.format(text='"values"::text', run="id") + "::jsonb",
        **TIMES,
    },
    Attempt: {name: TIMES[name] for name in ("started_at", "finished_at")},
    Output: {"attempt_id": "attempt_id + later"},
    Document: {"text": NUMBERED.format(text="text", run="run_id"), "words": WORDS},
    Tagged: {},
}
COPY = """
    INSERT INTO {table} ({columns})
    SELECT {values} FROM {table}, generate_series(%s::bigint, %s, %s) later
    WHERE {run} >= %s AND {run} + later < %s
"""


def add(originals: range, count: int) -> None:
    """Add copies of these runs until there are so many, the originals among them."""
    step = len(originals)
    given = [step, count, step, originals.start, originals.start + count]
    for model, different in DIFFERENT.items():
        names = [str(field.column) for field in model._meta.concrete_fields]
        own = {**OWN, **different}
        statement = COPY.format(
            table=model._meta.db_table,
            columns=", ".join(f'"{name}"' for name in names),
            values=", ".join(own.get(name, f'"{name}"') for name in names),
            run="id" if model is Run else "run_id",
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
