"""A whole Workroom is saved while it runs, and goes on in another place, as its people left it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.config.copies import KEYS, Copy
from tests.config.visitor import Visitor
from tests.conftest import PASSWORD
from tests.postgresql import database
from tests.processes import HERE

pytestmark = pytest.mark.processes
HISTORY = "runs/"


def manage(*arguments: str | Path, data: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command of manage.py on a data folder."""
    surroundings = {**os.environ, "WORKROOM_DATA": str(data), **env}
    command = [sys.executable, "manage.py", *map(str, arguments)]
    return subprocess.run(command, cwd=HERE, env=surroundings, check=True, capture_output=True, text=True)


@dataclass
class Left:
    """What was there: a picture that had been drawn, and the backups with and without keys."""

    picture: str
    content: bytes
    without_keys: Path
    with_keys: Path
    data: Path


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="move-"))  # short, as a socket's path must be
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def left(folder: Path) -> Iterator[Left]:
    copy = Copy(folder / "old", DJANGO_SUPERUSER_USERNAME="carol", DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    try:
        copy.wait_until_ready()
        with Visitor(copy, "carol") as carol:
            carol.wait_for(carol.ask("What is kept in a fjord?"))
            page = carol.wait_for(carol.run("generate-an-image", model="gpt-image-1.5", prompt="A fjord"))
            found = re.search(r'<img[^>]* src="/(outputs/[^"]+)"', page)
            assert found, page
            content = carol.get(f"{copy.address}{found[1]}").content
            assert content.startswith(b"\x89PNG")
        for name, *options in (("without",), ("with", "--with-keys")):
            manage("backup", folder / name, *options, data=copy.data)
        yield Left(found[1], content, folder / "without", folder / "with", copy.data)
    finally:
        copy.end()


@contextmanager
def opened(data: Path, **env: str) -> Iterator[Visitor]:
    """Start what was restored, and come in as carol."""
    copy = Copy(data, None, **env)
    try:
        copy.wait_until_ready()
        with Visitor(copy, "carol") as carol:
            yield carol
    finally:
        copy.end()


def is_as_it_was(carol: Visitor, left: Left) -> bool:
    """The history is there, the picture is the same, and the stored API key still opens its account."""
    assert "What is kept in a fjord?" in carol.page(HISTORY)
    assert carol.get(f"{carol.address}{left.picture}").content == left.content
    carol.wait_for(carol.ask("And since?"))
    return True


def test_with_its_keys_it_goes_on_in_an_empty_folder(left: Left, folder: Path) -> None:
    said = manage("restore", left.with_keys, data=folder / "new")
    sentence = r"^Restored what was saved at 2\S+: \d+ rows, 2 files\. Nobody is signed in\.$"
    assert re.search(sentence, said.stdout)
    assert said.stderr == ""
    for name in ("field.key", "django.key"):
        kept, was = (data / "secrets" / name for data in (folder / "new", left.data))
        assert kept.read_text().startswith(was.read_text())
        assert kept.stat().st_mode & 0o777 == 0o600
    with opened(folder / "new") as carol:
        assert is_as_it_was(carol, left)


def test_without_them_it_says_what_is_missing_and_goes_on_in_postgresql_once_they_are_named(
    left: Left, folder: Path, postgres: str
) -> None:
    with database(postgres) as address:
        said = manage("restore", left.without_keys, data=folder / "bare", DATABASE_URL=address, **KEYS)
        assert "The API keys of 1 connections cannot be read. Put secrets/field.key" in said.stderr
        keys = {
            "FIELD_KEYS": (left.data / "secrets" / "field.key").read_text(),
            "SECRET_KEY": (left.data / "secrets" / "django.key").read_text(),
        }
        with opened(folder / "bare", DATABASE_URL=address, **keys) as carol:
            assert is_as_it_was(carol, left)
