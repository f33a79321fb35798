"""The people of the tests, and what every test starts from."""

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker

from audit import triggers

pytest_plugins = [
    "tests.drawing",
    "tests.openapi.fixtures",
    "tests.processes",
    "tests.postgresql",
    "tests.empty",
]

PASSWORD = "correct horse battery staple"
Given = TypeVar("Given")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Take the database's own protection off the audit record: some tests empty all tables when they end.

    tests/audit/test_append_only.py proves it, on databases that keep it.
    """
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        triggers.release(None, editor)
    yield
    if connection.vendor == "postgresql":  # a thread of a test may still be connected
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    """Files of one test are not seen by another, and static files need no collecting."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.PRACTICE_DIR = tmp_path / "practice"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def english() -> None:
    """A page in another language leaves it with its thread, as a server's: here the next test begins anew."""
    translation.deactivate()


@pytest.fixture
def alice(db: None) -> Any:
    """Owns what the test is about."""
    return get_user_model().objects.create_user("alice", "alice@example.com", PASSWORD)


@pytest.fixture
def bob(db: None) -> Any:
    """Alice's colleague: signed in, and no business of his."""
    return get_user_model().objects.create_user("bob", "bob@example.com", PASSWORD)


@pytest.fixture
def carol(db: None) -> Any:
    """The administrator."""
    return get_user_model().objects.create_superuser("carol", "carol@example.com", PASSWORD)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_alice(alice: Any) -> Client:
    return signed_in(alice)


@pytest.fixture
def as_bob(bob: Any) -> Client:
    return signed_in(bob)


@pytest.fixture
def as_carol(carol: Any) -> Client:
    return signed_in(carol)


def awaited(coroutine: Coroutine[Any, Any, Given]) -> Given:
    """Return what a coroutine gives, run in a thread of its own.

    Playwright leaves its running loop in the thread of the tests that come after those with a browser.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()  # noqa: TID251 -- in a fresh thread
