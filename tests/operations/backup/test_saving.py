"""A backup is made while Workroom runs, of one moment, and takes no more memory than it must."""

import tarfile
import tracemalloc
from pathlib import Path

import pytest
from django.conf import settings as current
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from connections.models import Connection
from operations.backup import saving
from operations.backup.archive import Manifest, Writer, checked, keys_in
from operations.backup.tables import Table
from people.models import User
from runs.models import Output, Run
from tests.operations.backup.conftest import OFFICES, Elsewhere, files
from tests.processes import Office
from tests.runs.pages import a_connection, a_file, a_run, answered


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the backup goes."""
    return tmp_path / "backup.tar.gz"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.processes)])
def line(request: pytest.FixtureRequest) -> Connection:
    """A connection, on each of the databases."""
    request.getfixturevalue(OFFICES[request.param])
    return a_connection(api_key="sk-very-secret")


@pytest.fixture
def alice(line: Connection) -> User:
    return get_user_model().objects.create_user("alice")


def meanwhile(monkeypatch: pytest.MonkeyPatch, what: object) -> None:
    """Have `what` done when the first rows have been written."""
    write, done = saving.write_rows, list[Table]()

    def then(writer: Writer, table: Table, using: str) -> int:
        count = write(writer, table, using)
        if not done:
            assert callable(what)
            what()
        done.append(table)
        return count

    monkeypatch.setattr(saving, "write_rows", then)


def content(file: Path) -> bytes:
    """Return all that is in a backup, unpacked."""
    with tarfile.open(file) as tar:
        return b"".join(part.read() for member in tar if (part := tar.extractfile(member)))


def test_what_is_written_meanwhile_neither_waits_nor_gets_in(
    alice: User, line: Connection, file: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(a_run(alice, line), a_file(b"before", "a.txt", "text/plain"))
    meanwhile(monkeypatch, lambda: answered(a_run(alice, line), a_file(b"since", "b.txt", "text/plain")))
    call_command("backup", file)
    assert Run.objects.count() == 2
    with elsewhere.entered(migrated=True):
        call_command("restore", file)
        assert Run.objects.count() == 1
        assert list(files().values()) == [b"before"]


def test_a_file_that_goes_meanwhile_with_its_row_is_not_missed(
    alice: User, line: Connection, file: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = answered(
        a_run(alice, line), a_file(b"kept", "a.txt", "text/plain"), a_file(b"goes", "b.txt", "text/plain")
    )
    meanwhile(monkeypatch, lambda: run.outputs.get(filename="b.txt").delete())
    call_command("backup", file)
    assert (len(checked(file).gone), checked(file).missing, checked(file).files) == (1, [], 1)
    with elsewhere.entered(migrated=True):
        call_command("restore", file)
        assert Output.objects.get().filename == "a.txt"
        assert list(files().values()) == [b"kept"]


def test_a_file_that_is_missing_is_told_and_the_rest_is_saved(
    alice: User, line: Connection, file: Path, elsewhere: Elsewhere, capsys: pytest.CaptureFixture[str]
) -> None:
    run = answered(a_run(alice, line), a_file(b"lost", "a.txt", "text/plain"))
    lost = str(run.outputs.get().file.name)
    default_storage.delete(lost)
    call_command("backup", file)
    assert f"1 stored files are missing, the first is {lost}." in capsys.readouterr().err
    with elsewhere.entered(migrated=True):
        call_command("restore", file)
        assert Output.objects.get().file.name == lost


def test_no_secret_is_in_it_and_that_is_said_loudly(
    line: Connection, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("backup", file)
    said = capsys.readouterr().err
    assert "The secrets are NOT in it. Keep secrets/field.key and secrets/django.key" in said
    for secret in (*current.FIELD_KEYS, current.SECRET_KEY, "sk-very-secret"):
        assert secret.encode() not in content(file)


def test_the_secrets_are_in_it_if_they_are_asked_for(
    line: Connection, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("backup", file, "--with-keys")
    assert "whoever has this file can use every account" in capsys.readouterr().err
    assert keys_in(file) == {"FIELD_KEYS": ",".join(current.FIELD_KEYS), "SECRET_KEY": current.SECRET_KEY}
    assert b"sk-very-secret" not in content(file)


def test_nobody_but_its_owner_may_read_it(office: Office, file: Path) -> None:
    call_command("backup", file)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_not_written_over(office: Office, file: Path) -> None:
    file.write_text("last week's")
    with pytest.raises(CommandError, match="is there already: name another file"):
        call_command("backup", file)
    assert file.read_text() == "last week's"


def test_a_backup_that_fails_leaves_nothing_that_looks_like_one(
    office: Office, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Manifest:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saving, "write", full)
    with pytest.raises(CommandError, match=r"could not be written: No space left on device\."):
        call_command("backup", file)
    assert list(file.parent.glob("backup*")) == []


def test_a_folder_that_is_not_there_is_told(office: Office, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"could not be written: No such file or directory\."):
        call_command("backup", tmp_path / "nowhere" / "backup.tar.gz")


def test_a_database_of_an_older_version_is_prepared_first(office: Office, file: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'runs' and name = '0001_initial'")
    with pytest.raises(CommandError, match=r"is not of this version of Workroom: run manage\.py prepare"):
        call_command("backup", file)


def test_a_large_table_is_not_held_in_memory(alice: User, line: Connection, file: Path) -> None:
    run = answered(a_run(alice, line))
    attempt, megabyte = run.attempts.get(), "x" * 1024 * 1024
    for _ in range(100):
        Output.objects.create(run=run, attempt=attempt, kind="text", text=megabyte)
    tracemalloc.start()
    call_command("backup", file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert checked(file).tables["runs.output"] == 100
    assert peak < 40 * 1024 * 1024  # of 100 MB
