"""How often each step of a run asks the database, beyond the transaction itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from people.models import User
from runs.models import Run
from tests.runs.pages import a_connection, a_run

pytestmark = pytest.mark.django_db
Counted = Callable[[int], Any]
SAVEPOINT = 2  # in a test a transaction is a savepoint, set and released
LOCK = int(connection.vendor == "postgresql")  # SQLite has one writer at a time anyway


def test_who_finds_that_nothing_waits_has_asked_once(alice: User, django_assert_num_queries: Counted) -> None:
    with django_assert_num_queries(1):
        assert Run.objects.claim("worker") is None


def test_a_claim_asks_eight_times(alice: User, django_assert_num_queries: Counted) -> None:
    a_run(alice, a_connection())
    with django_assert_num_queries(8 + SAVEPOINT + LOCK):
        assert Run.objects.claim("worker")


def test_that_a_request_leaves_is_noted_in_two_steps(alice: User, django_assert_num_queries: Counted) -> None:
    a_run(alice, a_connection())
    attempt = Run.objects.claim("worker")
    assert attempt
    with django_assert_num_queries(2 + SAVEPOINT):
        assert attempt.sent()
