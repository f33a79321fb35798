"""The connection that is there from the first start."""

from typing import Any

import pytest
from django.core.management import call_command

from connections.models import Connection

pytestmark = pytest.mark.django_db


def test_the_first_start_makes_it_with_a_key_of_its_own(settings: Any) -> None:
    call_command("practice_connection")
    connection = Connection.objects.get()
    assert (connection.name, connection.preset, connection.base_url) == (
        "Practice",
        "practice",
        settings.PRACTICE_URL,
    )
    assert connection.api_key.open().startswith("sk-practice-")


def test_a_second_start_makes_no_second_one() -> None:
    call_command("practice_connection")
    call_command("practice_connection")
    assert Connection.objects.count() == 1


def test_once_deleted_it_stays_deleted() -> None:
    call_command("practice_connection")
    Connection.objects.get().delete()
    call_command("practice_connection")
    assert not Connection.objects.exists()


def test_it_follows_the_port_and_keeps_its_key(settings: Any) -> None:
    call_command("practice_connection")
    key = Connection.objects.get().api_key.open()
    settings.PRACTICE_URL = "http://127.0.0.1:9001/practice/v1"
    call_command("practice_connection")
    connection = Connection.objects.get()
    assert (connection.base_url, connection.api_key.open()) == ("http://127.0.0.1:9001/practice/v1", key)


def test_a_connection_of_that_name_is_left_alone() -> None:
    Connection.objects.create(name="Practice", base_url="https://mine.example/v1")
    call_command("practice_connection")
    assert Connection.objects.get().base_url == "https://mine.example/v1"
