"""Rebuilds the tables as they were when a backup was written, and fills them."""

from collections.abc import Iterator, Set
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph

from operations import versions
from operations.backup import place
from operations.backup.archive import DamagedError, Manifest, Member
from operations.backup.tables import file_columns, insert, read, tables
from operations.versions import Migration

AT_ONCE = 500


class Loading:
    """The tables of a backup, empty at first. Needs a transaction (`rebuilding`)."""

    def __init__(self, manifest: Manifest) -> None:
        self._gone = set(manifest.gone)
        state = migrate({(app, name) for app, name in manifest.migrations} & versions.known())
        self._tables = {table._meta.label_lower: table for table in tables(state.apps)}
        with connection.cursor() as cursor:
            for table in self._tables.values():  # what migrations have put there by themselves
                name = connection.ops.quote_name(table._meta.db_table)
                cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - a name of ours, and quoted

    def take(self, member: Member) -> None:
        """Put the rows of one part of the backup where they belong."""
        label = member.name.split("/")[1]
        if label.partition(".")[0] in versions.GONE:
            return
        if (table := self._tables.get(label)) is None:
            raise DamagedError(f"There is a table in the backup that Workroom does not know: {label}.")
        rows = [read(table, line) for line in member.read().splitlines()]
        rows = [row for row in rows if self._is_whole(row)]
        for start in range(0, len(rows), AT_ONCE):
            insert(table, rows[start : start + AT_ONCE])

    def _is_whole(self, row: Any) -> bool:
        """Whether the file that it names is in the backup: else the row, too, was about to go."""
        return self._gone.isdisjoint(row.__dict__[column] for column in file_columns(type(row)))

    def finish(self) -> None:
        """Have new rows numbered after the old ones, and bring everything up to date with the code."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self._tables.values())):
                cursor.execute(statement)
        connection.check_constraints()
        migrate(versions.known())
        call_command("migrate", interactive=False, verbosity=0)  # what follows upon migrations


@contextmanager
def rebuilding() -> Iterator[None]:
    """Do all of it, with the tables dropped at first, or nothing."""
    connection.disable_constraint_checking()  # SQLite lets nobody do so later, and checks at the end
    try:
        with transaction.atomic():
            place.clear()
            yield
            connection.check_constraints()
    finally:
        connection.enable_constraint_checking()


def migrate(migrations: Set[Migration]) -> Any:
    """Apply these migrations, and return the state of the tables after them."""

    def settle(action: str, *_: object, **__: object) -> None:
        if action == "apply_success":
            connection.check_constraints()  # PostgreSQL changes no table that has checks outstanding

    executor = MigrationExecutor(connection, settle)
    last = leaves(executor.loader.graph, migrations)
    executor.migrate(last)
    return executor.loader.project_state(last)


def leaves(graph: MigrationGraph, migrations: Set[Migration]) -> list[Migration]:
    """Return those that no other of the same app builds on: applying them applies all."""
    builds_on = {
        parent.key
        for migration in migrations
        for parent in graph.node_map[migration].parents
        if parent.key[0] == migration[0]
    }
    return sorted(migrations - builds_on)
