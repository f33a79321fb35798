"""What tests of backups start from: an office with something in every table, and an empty place elsewhere."""

import shutil
import sqlite3
import uuid
from collections.abc import Iterator, Set
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection
from pytest_django import Settings

from operations import versions
from operations.backup import loading
from operations.backup.tables import file_columns, tables
from operations.versions import Migration
from tests.operations.filling import fill
from tests.postgresql import database
from tests.processes import Office, another_database

# Tables, indexes and triggers. Those whose names go on from that of a search index are made with it.
STATEMENTS = """
    SELECT sql FROM sqlite_master
    WHERE sql > '' AND name NOT GLOB 'sqlite_*' AND NOT (type = 'table' AND name GLOB 'runs_search_*')
    ORDER BY type <> 'table'
"""
OFFICES = {"sqlite": "sqlite_office", "postgresql": "postgres_office"}
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.processes)]


@pytest.fixture(params=KINDS)
def here(request: pytest.FixtureRequest) -> Office:
    """An office with something in every table, on each of the databases."""
    found: Office = request.getfixturevalue(OFFICES[request.param])
    fill(apps)
    return found


def make_at_once(monkeypatch: pytest.MonkeyPatch, empty: Path) -> None:
    """Have a restore make its tables as the migrations leave them: it takes two seconds to migrate."""
    in_earnest = loading.migrate

    def migrate(migrations: Set[Migration]) -> Any:
        if migrations == versions.known() and not versions.applied():
            copy_tables(empty)
        return in_earnest(migrations)

    monkeypatch.setattr(loading, "migrate", migrate)


def copy_tables(empty: Path) -> None:
    """Make the tables of a file, with what it says of its migrations."""
    with closing(sqlite3.connect(empty)) as made, connection.cursor() as cursor:
        for (statement,) in made.execute(STATEMENTS):
            cursor.execute(statement)
        for row in made.execute("SELECT app, name, applied FROM django_migrations"):
            cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row)


class Elsewhere:
    """A place with nothing in it at all, to be entered."""

    def __init__(self, request: pytest.FixtureRequest, folder: Path, settings: Settings) -> None:
        self._request, self._folder, self._settings = request, folder, settings

    @contextmanager
    def entered(self, kind: str = "sqlite", *, migrated: bool = False) -> Iterator[None]:
        """Work there; if migrated, the tables are there, and a restore on SQLite makes them again at once."""
        before, self._settings.MEDIA_ROOT = self._settings.MEDIA_ROOT, str(self._folder / "elsewhere")
        with (
            self._database(kind, migrated) as address,
            another_database(address),
            pytest.MonkeyPatch.context() as patch,
        ):
            if migrated and kind == "sqlite":
                make_at_once(patch, self._request.getfixturevalue("empty_database"))
            yield
        self._settings.MEDIA_ROOT = before

    def _database(self, kind: str, migrated: bool) -> AbstractContextManager[str]:
        if kind == "sqlite":
            path = self._folder / uuid.uuid4().hex
            if migrated:
                shutil.copy(self._request.getfixturevalue("empty_database"), path)
            return nullcontext(f"sqlite:///{path}")
        template = self._request.getfixturevalue("empty_postgres") if migrated else "template1"
        return database(self._request.getfixturevalue("postgres"), template)


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Elsewhere:
    return Elsewhere(request, tmp_path, settings)


def files(apps: Any = apps) -> dict[str, bytes]:
    """Return the stored files that rows name."""
    found = {}
    for table in tables(apps):
        for column in file_columns(table):
            for name in table._base_manager.exclude(**{column: ""}).values_list(column, flat=True):
                with default_storage.open(name) as file:
                    found[name] = file.read()
    return found
