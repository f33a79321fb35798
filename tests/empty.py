"""Databases with all tables and no rows, to be copied: the first of the processes makes each for all of them.

Migrating takes two seconds of processor time, for each process and each kind of database.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.postgresql import EMPTY, execute
from tests.processes import another_database


@contextmanager
def alone(folder: Path, name: str) -> Iterator[Path]:
    """Give a file of all processes of a session, which no other looks at meanwhile."""
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield shared / name


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    """The file of one on SQLite."""
    with alone(tmp_path_factory.getbasetemp(), "empty.sqlite3") as path:
        if not path.exists():
            making = path.with_suffix(".making")
            migrate(f"sqlite:///{making}", django_db_blocker)
            making.rename(path)
    return path


@pytest.fixture(scope="session")
def empty_postgres(
    postgres: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> str:
    """The name of one on PostgreSQL. tests/postgresql.py drops it with the session."""
    name = os.environ[EMPTY]
    with alone(tmp_path_factory.getbasetemp(), name) as made:
        if not made.exists():
            execute(postgres, f"CREATE DATABASE {name}")
            migrate(urlsplit(postgres)._replace(path=f"/{name}").geturl(), django_db_blocker)
            made.touch()
    return name


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Have the tests' own database begin as a copy: migrating it then finds nothing to do."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = request.getfixturevalue("empty_postgres")
        yield
        return
    creation: Any = connection.creation  # the types know no names of test databases
    made, name = request.getfixturevalue("empty_database"), creation._get_test_db_name()
    # It is in memory for as long as somebody has it open.
    with closing(sqlite3.connect(made)) as empty, closing(sqlite3.connect(name, uri=True)) as own:
        empty.backup(own)
        yield


def migrate(address: str, blocker: DjangoDbBlocker) -> None:
    with blocker.unblock(), another_database(address):
        call_command("migrate", verbosity=0)
