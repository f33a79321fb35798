"""A sample that many people ask for in the same instant is paid for once, on either database."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import get_user_model

from actions import registry
from connections.models import Connection
from people.models import User
from runs import samples
from runs.models import Run
from runs.patience import release
from tests.processes import Office
from tests.runs.pages import a_connection

pytestmark = pytest.mark.processes
PEOPLE, VOICES = 6, ("coral", "nova", "echo")


@pytest.mark.parametrize("database", ["office", "postgres_office"])
def test_the_second_waits_for_the_first(request: pytest.FixtureRequest, database: str) -> None:
    assert isinstance(request.getfixturevalue(database), Office)
    line = a_connection()
    people = [get_user_model().objects.create_user(f"person {number}") for number in range(PEOPLE)]
    for voice in VOICES:
        assert len(set(asked_at_once(people, line, voice))) == 1
    assert Run.objects.count() == len(VOICES)


def asked_at_once(people: list[User], line: Connection, voice: str) -> list[int]:
    """Return the runs that these people are given who ask at the same moment."""
    action = registry.get("generate-an-audio")
    values = action.sample({"method": "speech", "model": "tts-1", "voice": voice})
    start = threading.Barrier(len(people))

    def ask(person: User) -> int:
        start.wait(60)
        try:
            return samples.asked(person, line, action, values).pk
        finally:
            release()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(ask, people))
