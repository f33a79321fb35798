"""The record only grows: the model says so, and the databases themselves."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from pytest_django import DjangoDbBlocker

from audit.events import Event
from audit.models import AppendOnly, Entry
from audit.trail import record
from tests.postgresql import database
from tests.processes import another_database


@pytest.fixture
def entry(db: None) -> Entry:
    record(Event.SIGNED_IN)
    return Entry.objects.get()


def test_the_model_changes_nothing(entry: Entry) -> None:
    entry.who_name = "mallory"
    with pytest.raises(AppendOnly):
        entry.save()
    with pytest.raises(AppendOnly):
        Entry.objects.update(who_name="mallory")
    with pytest.raises(AppendOnly):
        Entry.objects.bulk_update([entry], ["who_name"])
    entry.refresh_from_db()
    assert entry.who_name == ""


def test_the_model_deletes_nothing(entry: Entry) -> None:
    with pytest.raises(AppendOnly):
        entry.delete()
    with pytest.raises(AppendOnly):
        Entry.objects.filter(pk=entry.pk).delete()
    assert Entry.objects.count() == 1


@pytest.fixture
def protected(empty_database: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database as the migrations leave it, with one entry."""
    own = shutil.copy(empty_database, tmp_path / "db.sqlite3")
    with django_db_blocker.unblock(), another_database(f"sqlite:///{own}"):
        record(Event.SIGNED_IN)
        yield


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET who_name = 'mallory'",
        "DELETE FROM audit_entry",
        "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry",
    ],
)
def test_sqlite_itself_refuses(protected: None, statement: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="The audit record only grows"):
        cursor.execute(statement)
    assert [one.who_name for one in Entry.objects.all()] == [""]


@pytest.fixture
def protected_postgres(
    postgres: str, empty_postgres: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    with (
        database(postgres, empty_postgres) as own,
        django_db_blocker.unblock(),
        another_database(own),
    ):
        record(Event.SIGNED_IN)
        yield


@pytest.mark.processes
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET who_name = 'mallory'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT (id) DO UPDATE SET who_name = 'm'",
    ],
)
def test_postgresql_itself_refuses(protected_postgres: None, statement: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="The audit record only grows"):
        cursor.execute(statement)
    assert [one.who_name for one in Entry.objects.all()] == [""]


def test_the_protection_goes_and_comes_with_its_migration(protected: None) -> None:
    call_command("migrate", "audit", "0001", verbosity=0)
    call_command("migrate", "audit", verbosity=0)
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="The audit record only grows"):
        cursor.execute("DELETE FROM audit_entry")
