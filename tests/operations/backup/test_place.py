"""Nothing is restored under the hands of somebody who is at work."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config.data import DATA
from config.supervisor import checks
from operations.backup import place
from people.models import User
from runs import broker
from tests.operations.backup.conftest import KINDS, Elsewhere
from tests.processes import Office, wait_until


@pytest.fixture
def file(office: Office, tmp_path: Path) -> Path:
    """A backup with one person in it."""
    User.objects.create_user("alice")
    call_command("backup", tmp_path / "backup.tar.gz")
    return tmp_path / "backup.tar.gz"


@pytest.fixture(params=KINDS)
def there(request: pytest.FixtureRequest, elsewhere: Elsewhere, file: Path) -> Iterator[None]:
    """An empty place on each of the databases."""
    with elsewhere.entered(request.param):
        yield


@pytest.mark.parametrize("sign", ["worker:alive:celery@there", "sweeper:alive"])
def test_a_worker_or_a_sweeper_at_work_is_noticed(office: Office, file: Path, sign: str) -> None:
    broker.client().set(sign, 1)
    with pytest.raises(CommandError, match=r"is still at work: stop every process of Workroom first\."):
        call_command("restore", file, "--replace")


def test_a_workroom_that_runs_from_this_folder_is_noticed(office: Office, file: Path) -> None:
    checks.make_folders(DATA)
    with (
        checks.hold(DATA, "at http://127.0.0.1:8000/"),
        pytest.raises(
            CommandError, match=r"already running from this folder, at http://127\.0\.0\.1:8000/\."
        ),
    ):
        call_command("restore", file, "--replace")
    with checks.hold(DATA, "at home"):
        pass  # it has been given back


def test_whoever_has_the_database_open_is_noticed(there: None, file: Path) -> None:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        other: Any = sqlite3.connect(connection.settings_dict["NAME"])
        other.execute("select count(*) from sqlite_master")
    else:
        other = psycopg.connect(**connection.get_connection_params())
    with closing(other), pytest.raises(CommandError, match=r"^Another program has the database open"):
        call_command("restore", file)
    wait_until(lambda: not place.connected())
    call_command("restore", file)
    assert User.objects.get().username == "alice"


def test_tables_of_other_programs_stay(there: None, file: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("create table ledger (sum integer)")
        cursor.execute("insert into ledger values (7)")
    call_command("restore", file)
    call_command("restore", file, "--replace")
    with connection.cursor() as cursor:
        cursor.execute("select sum from ledger")
        assert cursor.fetchall() == [(7,)]
    assert User.objects.get().username == "alice"
