"""What tests of faults start from: an office, somebody who asks, a server that does as it is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from people.models import User
from tests.connections.conftest import no_proxy, serve
from tests.faults.asking import asked, soon
from tests.faults.house import House
from tests.faults.reaching import place
from tests.practice.conftest import practice_server
from tests.processes import Office
from tests.runs.conftest import owner

__all__ = ["asked", "no_proxy", "owner", "place", "practice_server", "serve", "soon"]


@pytest.fixture
def house(
    office: Office, owner: User, practice_server: str, settings: Settings, tmp_path: Path
) -> Iterator[House]:
    """A whole Workroom, closed yet."""
    settings.PRACTICE_DIR = tmp_path / "practice"
    settings.PRACTICE_WORDS_PER_SECOND = 500
    house = House(office, owner, practice_server, settings)
    yield house
    house.close()
