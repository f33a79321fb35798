"""Whether code and database belong together, by the migrations that each of them knows."""

from functools import cache

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Migration = tuple[str, str]
# Apps that earlier versions had: their databases still know of them.
GONE = frozenset({"admin"})


@cache
def known() -> frozenset[Migration]:
    """The migrations that this code stands on."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations or ())


def applied(using: str = DEFAULT_DB_ALIAS) -> frozenset[Migration]:
    """The migrations that the database has seen; none, if it is empty."""
    return frozenset(MigrationRecorder(connections[using]).applied_migrations())


def lacking(using: str = DEFAULT_DB_ALIAS) -> frozenset[Migration]:
    """What the database has yet to see: `manage.py prepare` was not run since the code was changed."""
    return known() - applied(using)


def newer(migrations: frozenset[Migration]) -> list[str]:
    """Return the names of those that this code does not know: a newer version made them."""
    unknown = [migration for migration in migrations - known() if migration[0] not in GONE]
    return [".".join(migration) for migration in sorted(unknown)]
