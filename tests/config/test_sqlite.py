"""Writers of one SQLite file wait in line, and connections are shared out among threads."""

import fcntl
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connection, connections, transaction
from pytest_django import DjangoDbBlocker

from config.sqlite3.base import DatabaseWrapper
from config.sqlite3.line import Line, line
from tests.processes import another_database, wait_until

THREADS = 40
NORMAL, FULL = 1, 2  # as SQLite numbers them


@pytest.fixture
def database(empty_database: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    path = tmp_path / "db.sqlite3"
    path.write_bytes(empty_database.read_bytes())
    with django_db_blocker.unblock(), another_database(f"sqlite:///{path}"):
        yield path


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for more than a moment."""
    options = {**connection.settings_dict["OPTIONS"], "timeout": 0.1}
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)


def write(name: str) -> None:
    """Write in a transaction and by a statement of its own, as any thread does."""
    try:
        with transaction.atomic():
            group = Group.objects.create(name=name)
        Group.objects.filter(pk=group.pk).update(name=f"{name}!")
    finally:
        connection.close()


def test_forty_threads_that_write_at_once_all_get_their_turn(database: Path) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(write, str(number)) for number in range(5 * THREADS)]:
            done.result()
    assert Group.objects.filter(name__endswith="!").count() == 5 * THREADS


def test_whoever_came_first_is_served_first(tmp_path: Path) -> None:
    queue, served = Line(str(tmp_path / "db")), list[int]()

    def come(number: int) -> None:
        assert queue.enter(60)
        served.append(number)
        queue.leave()

    assert queue.enter(1)
    with ThreadPoolExecutor(10) as pool:
        for number in range(10):
            pool.submit(come, number)
            wait_until(partial(waited_for, queue, number + 1))
        queue.leave()
    assert served == list(range(10))


def test_processes_wait_for_each_other(database: Path) -> None:
    with Path(f"{database}-line").open("w") as others, ThreadPoolExecutor(1) as pool:
        fcntl.flock(others, fcntl.LOCK_EX)
        written = pool.submit(write, "patient")
        wait_until(lambda: line(str(database))._taken)
        assert not Group.objects.exists()
        fcntl.flock(others, fcntl.LOCK_UN)
        written.result(timeout=60)
    assert Group.objects.get().name == "patient!"


def test_who_waits_too_long_hears_of_it_and_the_others_go_on(database: Path, impatient: None) -> None:
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Group.objects.create(name="slow")
                entered.set()
                assert leave.wait(60)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(hold)
        assert entered.wait(60)
        with pytest.raises(OperationalError, match="locked"):
            Group.objects.create(name="late")
        with pytest.raises(OperationalError, match="locked"), transaction.atomic():
            Group.objects.create(name="late")
        leave.set()
        slow.result(timeout=60)
    Group.objects.create(name="in time")
    assert set(Group.objects.values_list("name", flat=True)) == {"slow", "in time"}


def test_who_does_not_stand_in_line_is_waited_for(database: Path) -> None:
    stranger = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    stranger.execute("BEGIN IMMEDIATE")
    threading.Timer(0.1, lambda: stranger.execute("COMMIT")).start()
    Group.objects.create(name="after that")
    assert Group.objects.exists()
    stranger.close()


@pytest.mark.parametrize("end", ["commit", "error", "close"])
def test_however_a_transaction_ends_the_next_may_write(end: str, database: Path) -> None:
    def write_and_end() -> None:
        with transaction.atomic():
            Group.objects.create(name=end)
            if end == "close":
                connection.close()
            elif end == "error":
                raise ZeroDivisionError

    if end == "error":
        with pytest.raises(ZeroDivisionError):
            write_and_end()
    else:
        write_and_end()
    assert Group.objects.exists() == (end == "commit")
    write("next")
    assert Group.objects.filter(name="next!").exists()


def test_a_closed_connection_is_the_next_threads(database: Path) -> None:
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
        first, second = (each.submit(used).result() for each in (one, other))
    assert first == second


def waited_for(queue: Line, by: int) -> bool:
    return len(queue._waiting) == by


def used() -> int:
    """Return which connection to the database this thread got, after giving it back."""
    try:
        connection.ensure_connection()
        return id(connection.connection)
    finally:
        connection.close()


def test_a_connection_that_failed_is_nobodys_any_more(database: Path) -> None:
    connection.ensure_connection()
    failed = connection.connection
    with pytest.raises(OperationalError):
        connection.cursor().execute("SELECT nonsense FROM nowhere")
    connection.close()
    connection.ensure_connection()
    assert connection.connection is not failed


def test_what_is_kept_for_others_can_be_closed(database: Path) -> None:
    own = connections["default"]
    assert isinstance(own, DatabaseWrapper)
    Group.objects.create(name="written")
    assert Path(f"{database}-wal").exists()
    own.close()
    own.close_pool()
    assert not Path(f"{database}-wal").exists()  # SQLite puts it away with the last connection


class Switch:
    """In the place of the call that has the disk keep a file: waits to be let go on, and can fail."""

    def __init__(self) -> None:
        self.calls = 0
        self.on = threading.Event()
        self.broken = False

    def __call__(self, _file: int) -> None:
        self.calls += 1
        assert self.on.wait(60)
        if self.broken:
            raise OSError("no disk")


@pytest.fixture
def switch(monkeypatch: pytest.MonkeyPatch) -> Switch:
    made = Switch()
    monkeypatch.setattr("config.sqlite3.disk.sync", made)
    return made


def write_at_once(name: str) -> None:
    try:
        with transaction.atomic():
            Group.objects.create(name=name)
    finally:
        connection.close()


def test_others_write_while_the_disk_is_waited_for_and_then_wait_for_it_together(
    database: Path, switch: Switch
) -> None:
    with ThreadPoolExecutor(10) as pool:
        first = pool.submit(write_at_once, "first")
        wait_until(lambda: switch.calls == 1)
        later = [pool.submit(write_at_once, str(number)) for number in range(9)]
        wait_until(lambda: Group.objects.count() == 10)
        assert not any(each.done() for each in (first, *later))
        switch.on.set()
        for each in (first, *later):
            each.result(timeout=60)
    assert switch.calls < 10


def test_a_disk_that_fails_is_heard_of_by_all_who_waited(database: Path, switch: Switch) -> None:
    switch.broken = True
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(write_at_once, str(number)) for number in range(3)]
        wait_until(lambda: Group.objects.count() == 3)
        switch.on.set()
        for each in waiting:
            with pytest.raises(OperationalError, match="no disk"):
                each.result(timeout=60)


def test_who_is_in_no_hurry_does_not_wait_for_the_disk_and_the_next_does(
    database: Path, switch: Switch
) -> None:
    own = connections["default"]
    assert isinstance(own, DatabaseWrapper)
    with own.in_no_hurry(), transaction.atomic():
        Group.objects.create(name="any time")
    assert switch.calls == 0
    switch.on.set()
    with transaction.atomic():
        Group.objects.create(name="now")
    assert switch.calls == 1


@pytest.mark.parametrize("error", [False, True])
def test_outside_of_transactions_sqlite_itself_waits_for_the_disk(error: bool, database: Path) -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        assert waits_by_itself() == NORMAL
        if error:
            raise ZeroDivisionError
    assert waits_by_itself() == FULL


def waits_by_itself() -> int:
    with connection.cursor() as cursor:
        (mode,) = cursor.execute("PRAGMA synchronous").fetchone()
        return int(mode)
