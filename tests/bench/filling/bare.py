"""Tables without their indexes for a while: one made over all rows takes far less than one kept at each."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model

from runs.models import indexing

# For this connection alone: as much as a small machine can spare for making an index.
HASTY = "SET synchronous_commit = off; SET maintenance_work_mem = '512MB'"
# Every row is new and right, so the database need not look up what each belongs to.
TRUSTING = "SET session_replication_role = replica"


@contextmanager
def without_indexes(*models: type[Model]) -> Iterator[None]:
    """Take away the indexes that these models declare, and that of words, and make them anew in any case."""
    with connection.schema_editor() as editor:
        indexing.drop(None, editor)
        for model in models:
            for index in model._meta.indexes:
                editor.remove_index(model, index)
    with hasty():
        try:
            yield
        finally:
            with connection.schema_editor() as editor:
                indexing.build(None, editor)
                for model in models:
                    for index in model._meta.indexes:
                        editor.add_index(model, index)


@contextmanager
def hasty() -> Iterator[None]:
    """Have PostgreSQL take the shorter ways meanwhile, those that its user may."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(HASTY)
        if cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user").fetchone()[0]:
            cursor.execute(TRUSTING)
    try:
        yield
    finally:
        connection.close()  # with what was set
