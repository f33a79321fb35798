"""A database of an earlier version becomes one of this version, and loses nothing on the way."""

import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import override_settings

from operations import versions
from operations.backup import saving
from operations.backup.archive import Manifest, Writer
from operations.backup.tables import tables
from people.models import User
from tests.config.copies import Copy
from tests.config.visitor import Visitor
from tests.conftest import PASSWORD, signed_in
from tests.operations.backup.conftest import KINDS, Elsewhere, elsewhere, files
from tests.operations.filling import MOMENT, everything, fill, names_of
from tests.processes import another_database
from tests.security.walk import every_address

__all__ = ["elsewhere"]

# The last migrations of version 0.1, whose admin has gone since.
VERSION_0_1 = [
    ("admin", "0003_logentry_add_action_flag_choices"),
    ("assistants", "0001_initial"),
    ("auth", "0012_alter_user_first_name_max_length"),
    ("connections", "0002_connection_call_groups"),
    ("contenttypes", "0002_remove_content_type_name"),
    ("library", "0001_initial"),
    ("people", "0001_initial"),
    ("runs", "0001_initial"),
    ("sessions", "0001_initial"),
]
# What has become of columns: a new name and its values, or nothing, where what they said has no meaning now.
BECAME: dict[str, tuple[str, dict[Any, Any]] | None] = {
    "runs.Run.enqueued_at": None,  # whose turn it is, the database says now
    "library.Definition.shared": ("sharing", {True: "everyone", False: "nobody"}),
    "library.Definition.action": ("kind", {"transform-text-to-structured-data": "structured-data"}),
}
Rows = dict[str, list[dict[str, Any]]]


def named(apps: Any) -> Rows:
    """Return all rows, each value under the name of its column."""
    columns = {table._meta.label: names_of(table) for table in tables(apps)}
    return {
        label: [dict(zip(columns[label], row, strict=True)) for row in rows]
        for label, rows in everything(apps).items()
    }


def upgraded(label: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return what is expected of a row after the upgrade."""
    new = {}
    for column, value in row.items():
        if (became := BECAME.get(f"{label}.{column}", (column, {}))) is not None:
            name, values = became
            new[name] = values[value] if values else value
    return new


def assert_kept(before: Rows) -> None:
    """Fail for a row that has gone, and for a value that is another."""
    after = named(apps)
    for label, rows in before.items():
        if label == "admin.LogEntry":
            continue
        found = {next(iter(row.values())): row for row in after[label]}
        for row in map(partial(upgraded, label), rows):
            same = found[next(iter(row.values()))]
            assert {name: same[name] for name in row} == row, label


def migrated() -> Any:
    """Make an empty database one of version 0.1, and return its apps."""
    with override_settings(INSTALLED_APPS=[*settings.INSTALLED_APPS, "django.contrib.admin"]):
        executor = MigrationExecutor(connection)
        executor.migrate(VERSION_0_1)
        return executor.loader.project_state(VERSION_0_1).apps


@pytest.fixture(params=KINDS)
def old(
    request: pytest.FixtureRequest,
    elsewhere: Elsewhere,
    django_db_blocker: Any,
) -> Iterator[Any]:
    """The apps of version 0.1, on a database with rows in each of their tables."""
    with django_db_blocker.unblock(), elsewhere.entered(request.param):
        found = migrated()
        fill(found)
        yield found


def test_an_upgrade_loses_nothing(old: Any) -> None:
    before, stored = named(old), files(old)
    assert all(before.values())
    call_command("prepare")
    assert versions.lacking() == frozenset()
    assert_kept(before)
    assert files() == stored
    call_command("prepare")  # as at every later start
    assert_kept(before)


def test_every_page_draws_what_an_earlier_version_has_left(old: Any) -> None:
    call_command("prepare")
    administrator = User.objects.get(is_superuser=True)
    for table in tables(apps):  # whatever has a page of its own is the administrator's
        if any(column.name == "owner" for column in table._meta.concrete_fields):
            table._base_manager.update(owner=administrator)
    client = signed_in(administrator)
    plain = [f"/{address.route}" for address in every_address() if "<" not in address.route]
    own = [
        row.get_absolute_url()
        for table in tables(apps)
        if hasattr(table, "get_absolute_url")
        for row in table._base_manager.all()
    ]
    assert len(own) > 8
    for path in [*plain, *own]:
        answer = client.get(path)
        answer.close()
        assert answer.status_code < 500 or path == "/readyz", path
        assert answer.status_code == 200 or path not in own, path


def test_a_backup_of_an_earlier_version_is_restored_by_this_one(
    old: Any, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    before, file = named(old), tmp_path / "backup.tar.gz"
    with file.open("wb") as content:
        writer = Writer(content)
        manifest = Manifest(MOMENT.isoformat(), sorted(map(list, versions.applied())))
        for table in tables(old):
            manifest.tables[table._meta.label_lower] = saving.write_rows(writer, table, "default")
        writer.close(manifest)
    with elsewhere.entered():
        call_command("restore", file)
        assert_kept(before)


def test_people_can_go_though_the_admin_that_has_gone_knew_them(old: Any) -> None:
    call_command("prepare")
    User.objects.all().delete()
    assert not User.objects.exists()


@pytest.mark.processes
def test_make_run_goes_on_with_the_folder_of_an_earlier_version(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> None:
    data = tmp_path_factory.mktemp("v")
    with django_db_blocker.unblock(), another_database(f"sqlite:///{data / 'db.sqlite3'}"):
        leave_a_run_waiting(migrated())
    copy = Copy(data, None, FIELD_KEYS=settings.FIELD_KEYS[0])
    try:
        copy.wait_until_ready()
        with Visitor(copy, "carol") as carol:
            page = carol.get(f"{copy.address}runs/{uuid.UUID(int=7)}/")
            assert "Will you still be there?" in carol.wait_for(page)
    finally:
        copy.end()


def leave_a_run_waiting(old: Any) -> None:
    """Put somebody in, and something that she has asked of Practice."""
    password = make_password(PASSWORD, hasher=PBKDF2PasswordHasher())  # the tests' own is a quick one
    carol = old.get_model("people", "User").objects.create(
        username="carol", password=password, is_superuser=True
    )
    practice = old.get_model("connections", "Connection").objects.create(
        name="Practice", preset="practice", base_url="http://127.0.0.1:9/v1", api_key="sk-practice-of-old"
    )
    old.get_model("connections", "Introduction").objects.create(preset="practice")
    question = {"role": "user", "content": "Will you still be there?"}
    old.get_model("runs", "Run").objects.create(
        key=uuid.UUID(int=7),
        owner=carol,
        connection=practice,
        connection_name="Practice",
        action="create-a-completion",
        model="gpt-4o",
        headline=question["content"],
        values={"method": "chat", "model": "gpt-4o", "messages": [question]},
        enqueued_at=MOMENT,
    )
