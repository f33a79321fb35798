"""The house in which every address is tried; and how many malformed submissions were answered how."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from people.models import SignIn
from tests.runs.pages import body
from tests.security.house import House, furnished
from tests.security.malformed import Submission
from tests.security.throwing import Send

ANSWERS = "answers"


@pytest.fixture(scope="module")
def furnish() -> Callable[[], House]:
    """Furnishes the house of a module: another fixture of this name furnishes it otherwise."""
    return furnished


@pytest.fixture(scope="module")
def built(
    furnish: Callable[[], House],
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[tuple[House, Path]]:
    """A house that stands for as long as its module lasts, and the folder with its files.

    It is built in a transaction within which each test has its own: building takes longer than most tests.
    """
    media = tmp_path_factory.mktemp("house")
    with django_db_blocker.unblock(), transaction.atomic():
        hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        with override_settings(MEDIA_ROOT=str(media), PASSWORD_HASHERS=hashers):
            house = furnish()
        yield house, media
        transaction.set_rollback(True)


@pytest.fixture
def house(built: tuple[House, Path], settings: Settings, own_folders: None, db: None) -> House:
    """The module's house, with everything in its place again."""
    house, media = built
    shutil.copytree(media, Path(settings.MEDIA_ROOT))
    SignIn.objects.update(
        last_used_at=timezone.now()
    )  # else the first request after a minute says that it came
    return deepcopy(house)


@pytest.fixture
def send(record_property: Callable[[str, object], None]) -> Iterator[Send]:
    """Return a function that sends a request and returns how it was answered. Our errors come out there."""
    answers: Counter[int] = Counter()

    def send(client: Client, method: str, path: str, sent: Submission) -> int:
        answer = client.generic(
            method, path, sent.body, sent.content_type, headers=sent.headers, QUERY_STRING=sent.query
        )
        assert answer.status_code < 500
        assert b"Traceback (most recent call last)" not in body(answer)
        answers[answer.status_code] += 1
        return answer.status_code

    yield send
    record_property(ANSWERS, dict(answers))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for some in terminalreporter.stats.values() for report in some]
    answers: Counter[int] = Counter()
    for report in reports:
        if getattr(report, "when", None) == "teardown":
            answers.update(dict(report.user_properties).get(ANSWERS, {}))
    if answers and "FUZZ" in os.environ:
        by_status = ", ".join(f"{count} by {status}" for status, count in sorted(answers.items()))
        terminalreporter.write_line(f"{answers.total()} malformed submissions answered: {by_status}")
