"""A real PostgreSQL, and an office whose database it holds.

It is the server that TEST_POSTGRES_URL names (its user has to be allowed to make databases), else one of our
own from a package, the same for all processes of a session. With TEST_ON=postgresql everything is tested on
it, with a broker that is reached by TCP.
"""

import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker, Settings

from config.up.postgresql import cluster
from tests.config.copies import free_port
from tests.processes import Office, Program, another_database, opened, wait_until

EVERYTHING = os.environ.get("TEST_ON") == "postgresql"
EMPTY = "TEST_POSTGRES_EMPTY"  # the name of the database that is copied
OF_ITS_KIND = {"db", "transactional_db", "live_server", "django_db_setup", "office"}


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the server that several processes share, and have every test use it if asked to."""
    several = getattr(config.option, "numprocesses", None)
    if EMPTY not in os.environ:
        os.environ[EMPTY] = f"workroom_empty_{uuid.uuid4().hex}"
        if named := os.environ.get("TEST_POSTGRES_URL"):
            config.add_cleanup(lambda: execute(named, f"DROP DATABASE IF EXISTS {os.environ[EMPTY]}"))
    if (several or EVERYTHING) and "TEST_POSTGRES_URL" not in os.environ:
        stack = ExitStack()
        os.environ["TEST_POSTGRES_URL"] = stack.enter_context(embedded()).address
        config.add_cleanup(stack.close)
    if EVERYTHING:
        name = f"workroom_{uuid.uuid4().hex}"
        address = urlsplit(os.environ["TEST_POSTGRES_URL"])._replace(path=f"/{name}").geturl()
        another_database(address).__enter__()
        stay_open()


def stay_open() -> None:
    """Keep a connection for as long as a test's transaction lasts, as SQLite in memory does.

    Django closes it when an answer is closed that a test has opened within its transaction.
    """
    closing = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def unless_within(self: BaseDatabaseWrapper) -> None:
        if not self.in_atomic_block:
            closing(self)

    BaseDatabaseWrapper.close_if_unusable_or_obsolete = unless_within  # type: ignore[method-assign]  # meant


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what would only do the same again, and what only SQLite does."""
    if not EVERYTHING:
        return
    same = [item for item in items if not uses_the_database(item)]
    items[:] = [item for item in items if uses_the_database(item)]
    config.hook.pytest_deselected(items=same)
    for item in items:
        if item.get_closest_marker("sqlite"):
            item.add_marker(pytest.mark.skip(reason="about SQLite alone"))


def uses_the_database(item: pytest.Item) -> bool:
    """Tell whether a test runs on the database of the session, or in an office on one of its kind."""
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return bool(item.get_closest_marker("django_db") or OF_ITS_KIND.intersection(fixtures))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of an empty database."""
    with server(os.environ) as address, database(address) as own:
        yield own


@contextmanager
def server(environ: Mapping[str, str]) -> Iterator[str]:
    """Give the address of a server."""
    if named := environ.get("TEST_POSTGRES_URL"):
        yield named
    else:
        with embedded() as own:
            yield own.address


@contextmanager
def database(address: str, template: str = "template1") -> Iterator[str]:
    """Make a database on a server, give its address, and drop it afterwards."""
    name = f"workroom_test_{uuid.uuid4().hex}"
    execute(address, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield urlsplit(address)._replace(path=f"/{name}").geturl()
    finally:
        execute(address, f"DROP DATABASE {name} WITH (FORCE)")


def execute(address: str, statement: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


@contextmanager
def embedded() -> Iterator["Server"]:
    server = Server()
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.folder)


class Server(Program):
    """A server of our own, that can be stopped, killed and started again."""

    def __init__(self) -> None:
        made = cluster(free_port())
        self.folder, self.address = made.folder, made.address
        super().__init__(*made.command, log=self.folder / "log")
        self.options = made.options

    def start(self) -> None:
        super().start()
        wait_until(lambda: self.has_died() or answers(self.address))
        assert not self.has_died(), self.log.read_text()


def answers(address: str) -> bool:
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture
def postgres_office(
    postgres: str,
    empty_postgres: str,
    django_db_blocker: DjangoDbBlocker,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Office]:
    """An office on PostgreSQL, with its broker running, and this process working on its database."""
    with (
        database(postgres, empty_postgres) as own,
        django_db_blocker.unblock(),
        opened(own, settings, monkeypatch, port=free_port()) as office,
    ):
        yield office
