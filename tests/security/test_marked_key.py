"""A key is in its encrypted column and on its way to its server, and nowhere else, whatever happens.

A whole Workroom is used with secrets that cannot be mistaken, through successes, failures and every page;
then all that it said and all that it kept is searched for them.
"""

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings as current
from django.core.management import call_command
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings
from redis import Redis

from connections.models import Connection
from runs.models import Attempt, Run
from runs.models.state import OVER
from tests.config.copies import Copy
from tests.config.visitor import Visitor
from tests.conftest import PASSWORD
from tests.connections.certificates import certified
from tests.connections.server import Server
from tests.processes import another_database, wait_until
from tests.security import ordeal
from tests.security.house import PEOPLE, furnished
from tests.security.marks import MARKS, found, in_backup, in_files, in_redis, in_tables
from tests.security.repeating import repeat
from tests.security.walk import every_address

pytestmark = pytest.mark.processes

# A library that fails, and repeats in its words what it was given: Python runs this before anything else.
FAILING_LIBRARY = """
import http.client
sound = http.client.HTTPConnection.putheader
def putheader(self, name, *values):
    if "sk-broken-" in str(values):
        raise RuntimeError(f"{name} cannot be {values!r}")
    return sound(self, name, *values)
http.client.HTTPConnection.putheader = putheader
"""


@dataclass
class Traces:
    """What a copy has said so far, and where it keeps what it keeps."""

    copy: Copy
    said: list[tuple[str, bytes]] = field(default_factory=list)

    def keep(self, answer: requests.Response, *_args: Any, **_kwargs: Any) -> None:
        place = f"{answer.status_code} for {answer.request.method} {answer.request.path_url}"
        self.said.append((place, repr(answer.headers).encode() + answer.content))


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    folder = Path(tempfile.mkdtemp(prefix="marked-"))
    (folder / "library").mkdir()
    (folder / "library" / "sitecustomize.py").write_text(FAILING_LIBRARY)
    copy = Copy(
        folder / "var",
        None,
        SECRET_KEY=current.SECRET_KEY,
        FIELD_KEYS=",".join(current.FIELD_KEYS),
        DJANGO_SUPERUSER_USERNAME="carol",
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
        PYTHONPATH=str(folder / "library"),
    )
    try:
        copy.wait_until_ready()
        yield copy
    finally:
        copy.end()
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def traces(copy: Copy, django_db_blocker: DjangoDbBlocker) -> Iterator[Traces]:
    """Use the copy for everything; this process works on its database meanwhile."""
    context, _ = certified(copy.data.parent)
    traces, server, stranger = Traces(copy), Server(repeat), Server(repeat, tls=context)
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with ExitStack() as stack:
        stack.callback(server.close)
        stack.callback(stranger.close)
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(another_database(f"sqlite:///{copy.data / 'db.sqlite3'}"))
        stack.enter_context(override_settings(MEDIA_ROOT=copy.data / "media", PASSWORD_HASHERS=hashers))
        carol = stack.enter_context(Visitor(copy, "carol"))
        carol.hooks["response"].append(traces.keep)
        lines = ordeal.connect(carol, server, stranger)
        traces.said += ordeal.use(carol, lines)
        wait_until(settled)
        walk(traces, dict(carol.cookies))
        yield traces


def settled() -> bool:
    """Whether every run is over, or has been tried and waits for a server that is not there."""
    left = Run.objects.exclude(state__in=OVER)
    return not left.filter(state="running").exists() and not left.filter(attempts=None).exists()


def walk(traces: Traces, carols: dict[str, str]) -> None:
    """Open every page as every kind of person, and those of all runs and connections as their owner."""
    house = furnished()
    line, run = Connection.objects.get(name="Repeating"), Run.objects.filter(state="failed")[0]
    house.things |= {"/connections/<int:pk>": str(line.pk), "/runs/<uuid:key>": str(run.key)}
    paths = [address.path_with(house.things) for address in every_address()]
    cookies = {name: {one.key: one.value for one in house.client(name).cookies.values()} for name in PEOPLE}
    visits = [(cookies[name], path) for name in PEOPLE for path in paths]
    visits += [(carols, each.get_absolute_url()) for each in (*Run.objects.all(), *Connection.objects.all())]
    with ThreadPoolExecutor(8) as pool:
        for answer in pool.map(lambda visit: opened(traces.copy, *visit), visits):
            traces.keep(answer)


def opened(copy: Copy, cookies: dict[str, str], path: str) -> requests.Response:
    return requests.get(copy.address + path[1:], cookies=cookies, timeout=60, allow_redirects=False)


def test_every_way_was_gone(traces: Traces) -> None:
    """Else nothing would be proved by what follows."""
    single = Run.objects.filter(connection_name__in=ordeal.ONE_RUN)
    assert dict(single.values_list("connection_name", "state")) == ordeal.ONE_RUN
    practised = Run.objects.filter(connection_name="Practice marked")
    assert {run.action: run.error for run in practised if run.state != "succeeded"} == {}
    kinds = {error["kind"] for error in Attempt.objects.values_list("error", flat=True) if error}
    assert {"bad_credentials", "malformed", "unexpected"} <= kinds
    assert len(kinds) > 10
    assert {place[:3] for place, _ in traces.said} >= {"200", "302", "403", "404", "500"}


def test_the_search_finds_what_is_there(traces: Traces) -> None:
    """Else it would prove nothing not to find a key."""
    copy = traces.copy
    run = Run.objects.filter(connection_name="Repeating", state="failed")[0]
    logs = dict(in_files(copy.data / "logs"))
    assert str(run.key).encode() in logs["worker.log"]
    assert b"RuntimeError: " in logs["worker.log"]
    assert b"RuntimeError: " in logs["web.log"]


def test_nothing_that_was_said_has_a_secret_in_it(traces: Traces) -> None:
    assert found(MARKS, traces.said) == []


def test_no_file_has_one(traces: Traces) -> None:
    """Neither the database nor the queue's file, neither a log nor what was stored."""
    assert found(MARKS, in_files(traces.copy.data)) == []


@pytest.mark.parametrize("option", [[], ["--with-keys"]])
def test_no_backup_has_one(traces: Traces, tmp_path: Path, settings: Settings, option: list[str]) -> None:
    settings.MEDIA_ROOT = str(traces.copy.data / "media")
    path = tmp_path / "backup.tar.gz"
    call_command("backup", path, *option)
    kept = dict(in_backup(path))
    assert any(b"Repeating" in content for content in kept.values())
    assert any(name.startswith("media/") for name in kept)
    assert found(MARKS, kept.items()) == []


def test_no_table_has_one(traces: Traces) -> None:
    assert found(MARKS, in_tables()) == []


def test_the_queue_has_none(traces: Traces) -> None:
    with Redis.from_url(traces.copy.redis_url) as redis:
        assert found(MARKS, in_redis(redis)) == []
