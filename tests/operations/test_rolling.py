"""Two versions on one database: the one before goes on working while the new one takes over."""

import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.migration import Migration
from django.db.migrations.state import ModelState, ProjectState

from actions import registry
from config.data import HERE
from connections.models import Connection
from people.models import User
from runs.models import Attempt, Run, State
from tests.openapi.upstream import Received, Reply, Upstream
from tests.operations.narrowing import later, narrowed
from tests.processes import Office, Program, wait_until

# The last migrations of the version that the next one is to work beside.
RECORDED = {
    ("assistants", "0003_conversations_with"),
    ("audit", "0002_only_grows"),
    ("connections", "0003_runs_at_once"),
    ("library", "0003_kinds"),
    ("people", "0006_drop_the_admins_log"),
    ("runs", "0012_narrowed"),
}
TOGETHER = 60


def test_no_migration_takes_away_what_the_version_before_uses() -> None:
    fresh: set[str] = set()
    followed = list(later(RECORDED))
    for migration, _ in followed:  # a new model may be altered by any of them
        fresh |= {
            f"{migration.app_label}.{operation.name_lower}"
            for operation in migration.operations
            if isinstance(operation, migrations.CreateModel)
        }
    assert [fault for migration, state in followed for fault in narrowed(migration, state, fresh)] == []


TEXT = models.CharField(max_length=20, null=True)


@pytest.mark.parametrize(
    ("operation", "why"),
    [
        (migrations.RemoveField("thing", "name"), "the version before may use it"),
        (migrations.DeleteModel("Thing"), "the version before may use it"),
        (migrations.RenameField("thing", "name", "title"), "the version before may use it"),
        (migrations.AddField("thing", "size", models.IntegerField(default=1)), "give it a db_default"),
        (migrations.AlterField("thing", "name", models.CharField(max_length=9, null=True)), "takes less"),
        (migrations.AlterField("thing", "name", models.CharField(max_length=20)), "takes less"),
        (
            migrations.AddConstraint("thing", models.UniqueConstraint(fields=["name"], name="once")),
            "the version before may use it",
        ),
    ],
    ids=["removed", "deleted", "renamed", "demanded", "shorter", "needed", "constrained"],
)
def test_what_takes_away_is_found(operation: Any, why: str) -> None:
    assert why in narrowed(changed_by(operation), a_state(), set())[0]


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("thing", "size", models.IntegerField(null=True)),
        migrations.AddField("thing", "size", models.IntegerField(db_default=1)),
        migrations.AlterField("thing", "name", models.CharField(max_length=30, null=True)),
        migrations.AddIndex("thing", models.Index(fields=["name"], name="named")),
        migrations.CreateModel("Other", []),
    ],
    ids=["optional", "filled in by the database", "longer", "indexed", "new"],
)
def test_what_only_adds_is_let_through(operation: Any) -> None:
    assert narrowed(changed_by(operation), a_state(), set()) == []


def test_a_model_that_is_new_may_still_be_changed() -> None:
    assert narrowed(changed_by(migrations.RemoveField("thing", "name")), a_state(), {"shop.thing"}) == []


def changed_by(operation: Any) -> Migration:
    made = type("Migration", (Migration,), {"operations": [operation]})
    return made("0002_changed", "shop")  # type: ignore[no-any-return]  # made by type()


def a_state() -> ProjectState:
    state = ProjectState()
    state.add_model(ModelState("shop", "Thing", [("id", models.AutoField(primary_key=True)), ("name", TEXT)]))
    return state


def git(*arguments: str) -> bytes:
    """Return what git says; skip the test where it has nothing to say."""
    try:
        done = subprocess.run(["git", *arguments], cwd=HERE, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"There is no history here, so no earlier version to run beside this one: {error}")
    return done.stdout


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The code of the recorded version: of the commit before the first migration after it."""
    new = [f"{m.app_label}/migrations/{m.name}.py" for m, _ in later(RECORDED)]
    first = git("log", "--format=%H", "--diff-filter=A", "--reverse", "--", *new).decode().split()
    if not first:
        pytest.skip("No migration has been added since the recorded version, so the two are one.")
    with tarfile.open(fileobj=io.BytesIO(git("archive", f"{first[0]}^"))) as archive:
        archive.extractall(tmp_path / "before", filter="data")
    (tmp_path / "before/node_modules").symlink_to(HERE / "node_modules")
    return tmp_path / "before"


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    def answer(_asked: Received) -> Reply:
        said = {"role": "assistant", "content": "Good morning"}
        return Reply.json({"id": "chatcmpl-1", "object": "chat.completion", "choices": [
            {"index": 0, "message": said, "finish_reason": "stop"}]})  # fmt: skip

    with Upstream(answer) as upstream:
        yield upstream


@pytest.mark.processes
def test_workers_of_both_versions_share_the_runs_and_none_is_lost_or_done_twice(
    postgres_office: Office, upstream: Upstream, before: Path
) -> None:
    """The database is the new version's; half of the runs are asked for by the code of the old one."""
    office = postgres_office
    old = [in_folder(before, office.program(*program.command[1:], *more)) for program, more in (
        (office.worker, ["--hostname", "before@%h"]), (office.sweeper, []))]  # fmt: skip
    owner = User.objects.create_user("alice")
    line = Connection.objects.create(name="Upstream", base_url=upstream.url, api_key="sk-test")
    try:
        for program in old:
            program.start()
        office.open()
        asked = submitted(before, office, owner, line, TOGETHER // 2)
        values = {"method": "chat", "model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}
        for _ in range(TOGETHER // 2):
            Run.objects.submit(owner, line, registry.get("create-a-completion"), values)
        assert len(asked) == TOGETHER // 2
        wait_until(lambda: not Run.objects.exclude(state=State.SUCCEEDED).exists())
    finally:
        for program in old:
            program.kill()
    assert Run.objects.count() == TOGETHER
    assert len(upstream.requests) == TOGETHER
    assert Attempt.objects.count() == TOGETHER
    workers = (office.folder / "log").read_text()
    assert "before@" in workers


ASKING = """
import json, sys, django
django.setup()
from actions import registry
from connections.models import Connection
from people.models import User
from runs.models import Run
owner, line = User.objects.get(pk=sys.argv[1]), Connection.objects.get(pk=sys.argv[2])
values = {"method": "chat", "model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}
action = registry.get("create-a-completion")
print(json.dumps([str(Run.objects.submit(owner, line, action, values).key) for _ in range(int(sys.argv[3]))]))
"""


def submitted(before: Path, office: Office, owner: User, line: Connection, number: int) -> list[str]:
    """Ask for runs by the code of the version before, and return their keys."""
    command = [sys.executable, "-c", ASKING, str(owner.pk), str(line.pk), str(number)]
    env = {**office.env, "DJANGO_SETTINGS_MODULE": "config.settings", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=before, env=env, check=True, capture_output=True)
    keys: list[str] = json.loads(done.stdout.splitlines()[-1])
    return keys


def in_folder(folder: Path, program: Program) -> Program:
    program.options = {"cwd": folder}
    return program
