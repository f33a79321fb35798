"""What tests of backups start from: an office with something in every table, and an empty place elsewhere."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from pytest_django import Settings

from operations.backup.tables import file_columns, tables
from tests.operations.filling import fill
from tests.postgresql import database
from tests.processes import Office, another_database

OFFICES = {"sqlite": "sqlite_office", "postgresql": "postgres_office"}
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.processes)]


@pytest.fixture(params=KINDS)
def here(request: pytest.FixtureRequest) -> Office:
    """An office with something in every table, on each of the databases."""
    found: Office = request.getfixturevalue(OFFICES[request.param])
    fill(apps)
    return found


class Elsewhere:
    """A place with nothing in it at all, to be entered."""

    def __init__(self, request: pytest.FixtureRequest, folder: Path, settings: Settings) -> None:
        self._request, self._folder, self._settings = request, folder, settings

    @contextmanager
    def entered(self, kind: str = "sqlite", *, migrated: bool = False) -> Iterator[None]:
        """Work there; if migrated, the tables are there already, which saves a restore the making of them."""
        before, self._settings.MEDIA_ROOT = self._settings.MEDIA_ROOT, str(self._folder / "elsewhere")
        with self._database(kind, migrated) as address, another_database(address):
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
