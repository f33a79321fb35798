"""What is restored is what was saved, from every kind of database into every kind."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import Client
from pytest_django import Settings

from audit.events import Event
from audit.models import Entry
from audit.trail import record
from connections.models import Connection
from people.models import User
from runs.models import Attempt, Output, Run, State, Stray
from tests.conftest import PASSWORD
from tests.operations.backup.conftest import KINDS, Elsewhere, files
from tests.operations.filling import everything
from tests.processes import Office
from tests.runs.pages import a_connection, a_file, a_run, answered


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the backup goes."""
    return tmp_path / "backup.tar.gz"


@pytest.mark.parametrize("kind", KINDS)
def test_everything_comes_back_as_it_was(here: Office, kind: str, elsewhere: Elsewhere, file: Path) -> None:
    rows, stored = everything(apps), files()
    call_command("backup", file)
    with elsewhere.entered(kind):
        call_command("restore", file)
        restored = everything(apps)
        restored["audit.Entry"].pop()  # that it was restored
        assert restored == rows
        assert files() == stored
        anew = User.objects.create_user("new here")
        assert anew.pk > max(int(row[0]) for row in rows["people.User"])
    assert all(rows.values())
    assert len(stored) > 2


@pytest.mark.parametrize("kind", KINDS)
def test_the_audit_record_goes_on_and_still_only_grows(
    office: Office, kind: str, elsewhere: Elsewhere, file: Path
) -> None:
    record(Event.SIGNED_IN)
    call_command("backup", file, "--with-keys")
    assert [(one.event, one.details) for one in Entry.objects.order_by("pk")][1:] == [
        (Event.BACKED_UP, {"with_keys": True})
    ]
    with elsewhere.entered(kind, migrated=True):
        call_command("restore", file)
        events = list(Entry.objects.order_by("pk").values_list("event", flat=True))
        assert events == [Event.SIGNED_IN, Event.RESTORED]
        with connection.cursor() as cursor, pytest.raises(DatabaseError, match="only grows"):
            cursor.execute("DELETE FROM audit_entry")


@pytest.fixture
def alice(office: Office) -> User:
    return get_user_model().objects.create_user("alice", password=PASSWORD)


@pytest.fixture
def line(office: Office) -> Connection:
    return a_connection(api_key="sk-secret")


def test_people_come_in_with_their_passwords_but_nobody_is_signed_in(
    office: Office, alice: User, elsewhere: Elsewhere, file: Path
) -> None:
    Client().force_login(alice)
    assert Session.objects.exists()
    call_command("backup", file)
    with elsewhere.entered(migrated=True):
        call_command("restore", file)
        assert not Session.objects.exists()
        assert Client().login(username="alice", password=PASSWORD)


def outcomes() -> list[tuple[str, str | None]]:
    """Return the state of each run, and the kind of its error."""
    return [(run.state, run.error and run.error["kind"]) for run in Run.objects.order_by("pk")]


@pytest.mark.parametrize(
    ("options", "unsent"), [([], (State.FAILED, "restored")), (["--resume"], (State.QUEUED, None))]
)
def test_a_run_that_was_under_way_ends_as_when_its_worker_dies(
    office: Office,
    alice: User,
    line: Connection,
    elsewhere: Elsewhere,
    file: Path,
    options: list[str],
    unsent: tuple[str, str | None],
) -> None:
    for sent in (True, False):
        attempt = a_run(alice, line).claim("worker")
        assert attempt
        assert not sent or attempt.sent()
    call_command("backup", file)
    with elsewhere.entered(migrated=True):
        call_command("restore", file, *options)
        assert outcomes() == [(State.FAILED, "interrupted"), unsent]
        assert list(Attempt.objects.values_list("outcome", flat=True)) == ["failed", "requeued"]


def test_a_run_that_waited_may_have_been_paid_for_since_and_is_not_done_again_unasked(
    office: Office, alice: User, line: Connection, elsewhere: Elsewhere, file: Path
) -> None:
    a_run(alice, line)
    free = a_run(alice, line, action="make-an-api-call", values={"method": "GET", "url": "/v1/models"})
    call_command("backup", file)
    with elsewhere.entered(migrated=True):
        call_command("restore", file)
        ended, waits = Run.objects.order_by("pk")
        assert ended.error
        assert (ended.state, ended.error["kind"], ended.error["charged"]) == (State.FAILED, "restored", True)
        assert ended.finished_at
        assert (waits.pk, waits.state) == (free.pk, State.QUEUED)


def test_in_a_move_the_runs_that_wait_go_on(
    office: Office, alice: User, line: Connection, elsewhere: Elsewhere, file: Path
) -> None:
    a_run(alice, line)
    call_command("backup", file)
    with elsewhere.entered(migrated=True):
        call_command("restore", file, "--resume")
        assert Run.objects.get().state == State.QUEUED


def test_where_people_are_nothing_is_restored_unless_asked_to_replace_it(
    office: Office, alice: User, line: Connection, elsewhere: Elsewhere, file: Path
) -> None:
    answered(a_run(alice, line), a_file(b"kept", "a.txt", "text/plain"))
    call_command("backup", file)
    later = answered(a_run(alice, line), a_file(b"lost", "b.txt", "text/plain"))
    foreign = default_storage.save("outputs/of-nobody", ContentFile(b"not ours to delete"))
    lost = str(later.outputs.get().file.name)

    with pytest.raises(CommandError, match="There is already a Workroom here, with 1 people in it"):
        call_command("restore", file)
    assert Run.objects.count() == 2

    call_command("restore", file, "--replace")
    Stray.objects.sweep(10)
    assert list(files().values()) == [b"kept"]
    assert not default_storage.exists(lost)
    assert default_storage.exists(foreign)


def test_a_restore_that_fails_half_way_has_changed_nothing(
    here: Office, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("backup", file)
    replaced = set(files())
    for output in Output.objects.all():  # since then each has got another file
        default_storage.delete(str(output.file.name))
        Output.objects.filter(pk=output.pk).update(
            file=default_storage.save("outputs/b", ContentFile(b"since"))
        )
    rows, stored, saved = everything(apps), files(), list[str]()
    replaced -= stored.keys()

    def fills_up(_storage: FileSystemStorage, name: str, content: Any) -> str:
        saved.append(name)
        if len(saved) == 2:
            raise OSError(28, "No space left on device")
        return save(_storage, name, content)

    save = FileSystemStorage.save
    monkeypatch.setattr(FileSystemStorage, "save", fills_up)
    with pytest.raises(CommandError, match=r"nothing was changed: .*No space left on device"):
        call_command("restore", file, "--replace")
    assert (everything(apps), files()) == (rows, stored)
    assert set(saved) == replaced
    assert not any(default_storage.exists(name) for name in replaced)


def test_where_the_secrets_are_others_it_is_said_what_that_costs(
    here: Office, elsewhere: Elsewhere, file: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("backup", file)
    with elsewhere.entered(migrated=True):
        call_command("restore", file)
        assert "cannot be read" not in (said := capsys.readouterr().err)
        assert "do not fit" not in said
        settings.FIELD_KEYS, settings.SECRET_KEY = [Fernet.generate_key().decode()], "another " * 8
        call_command("restore", file, "--replace")
    said = capsys.readouterr().err
    assert "The API keys of 2 connections cannot be read. Put secrets/field.key" in said
    assert "The authenticator apps of 2 people do not fit. Put secrets/django.key" in said
