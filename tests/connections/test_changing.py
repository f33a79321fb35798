"""The key and the address of a connection are changed by whoever can prove who they are."""

import time
from typing import Any

import pytest
from django.test import Client

from connections.models import Connection
from tests.conftest import PASSWORD
from tests.connections.filling import filled

OLD: dict[str, Any] = {"preset": "other", "name": "Line", "base_url": "https://api.example.org/v1"}


@pytest.fixture
def line(db: None) -> Connection:
    return Connection.objects.create(**OLD, api_key="sk-old")


@pytest.fixture
def desk(as_carol: Client) -> Client:
    """The browser of an administrator who signed in yesterday."""
    session = as_carol.session
    session["proved_at"] = time.time() - 24 * 3600
    session.save()
    return as_carol


def send(desk: Client, line: Connection, **changes: Any) -> Any:
    return desk.post(f"/connections/{line.pk}/", filled(**{**OLD, "api_key": "", **changes}))


@pytest.mark.parametrize(
    "change",
    [
        {"api_key": "sk-new"},
        {"forget_key": "on"},
        {"base_url": "https://evil.example/v1", "api_key": "sk-new"},
        {"base_url": "https://api.example.org/v2"},
    ],
)
def test_a_changed_key_or_address_needs_proof(desk: Client, line: Connection, change: dict[str, str]) -> None:
    answer = send(desk, line, **change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["proof"]
    line.refresh_from_db()
    assert line.api_key.open() == "sk-old"
    assert line.base_url == OLD["base_url"]
    assert send(desk, line, **change, proof=PASSWORD).status_code == 302
    line.refresh_from_db()
    assert (line.api_key.open(), line.base_url) != ("sk-old", OLD["base_url"])


def test_what_was_typed_is_still_there_but_for_the_key(desk: Client, line: Connection) -> None:
    page = send(desk, line, name="Another name", api_key="sk-new").content.decode()
    assert 'value="Another name"' in page
    assert "sk-new" not in page
    assert "Enter the key again" in page


def test_the_rest_is_changed_without(desk: Client, line: Connection) -> None:
    assert "Your password" in desk.get(f"/connections/{line.pk}/").content.decode()
    assert send(desk, line, name="Another name").status_code == 302
    line.refresh_from_db()
    assert line.name == "Another name"


def test_right_after_signing_in_nothing_is_asked(as_carol: Client, line: Connection) -> None:
    assert "Your password" not in as_carol.get(f"/connections/{line.pk}/").content.decode()
    assert send(as_carol, line, api_key="sk-new").status_code == 302


def test_a_new_connection_changes_no_key(desk: Client) -> None:
    answer = desk.post("/connections/create/", filled(**{**OLD, "api_key": "sk-new"}))
    assert answer.status_code == 302
