"""What the audit record is told of connections: fields and who may use them, and never a secret."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from audit.models import Entry
from connections.models import Connection
from tests.connections.filling import KEY, filled
from tests.connections.server import Server
from tests.runs.pages import body

pytestmark = pytest.mark.django_db
SECRET = "hidden-value-1234"


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connections.views.ask_for_refresh", lambda _pk: None)


@pytest.fixture
def main() -> Connection:
    return Connection.objects.create(
        name="Main",
        preset="openai",
        base_url="https://api.openai.com/v1",
        api_key=KEY,
        headers=[["X-Team", SECRET]],
    )


@pytest.fixture
def press() -> Group:
    return Group.objects.create(name="Press")


def told() -> list[tuple[str, list[str]]]:
    """Return what has been recorded of connections, and check that no secret is in it."""
    entries = list(Entry.objects.filter(event__startswith="connection.").order_by("pk"))
    assert KEY not in str([vars(entry) for entry in entries])
    assert SECRET not in str([vars(entry) for entry in entries])
    assert {entry.actor for entry in entries} <= {"carol"}
    return [(f"{entry.label} {entry.name}", entry.told) for entry in entries]


def kept(**fields: Any) -> dict[str, Any]:
    """Return the form of `main` as it comes when nothing is changed, but for these fields."""
    headers = fields.pop("headers", [("X-Team", "")])
    same = {"name": "Main", "base_url": "https://api.openai.com/v1", "api_key": ""}
    return filled(headers, 1, **{**same, **fields})


def test_a_new_connection(as_carol: Client, press: Group) -> None:
    as_carol.post("/connections/create/", filled([("X-Team", SECRET)], name="New", groups=press.pk))
    said = ["Base URL: https://api.openai.com/v1", "Who may use it: Press"]
    assert told() == [("added the connection New", said)]


def test_saving_without_a_change_says_nothing(as_carol: Client, main: Connection) -> None:
    assert as_carol.post(f"/connections/{main.pk}/", kept(base_url="")).status_code == 302
    assert told() == []


def test_each_field_from_what_to_what(as_carol: Client, main: Connection) -> None:
    as_carol.post(f"/connections/{main.pk}/", kept(name="Prime", deadline="60", organization="org-1"))
    (event,) = told()
    assert event == (
        "changed the connection Prime",
        [
            "Connection name: Main → Prime",
            "Organization ID: nothing → org-1",
            "Seconds in all: 1800 → 60",
        ],
    )


def test_a_new_key_is_told_and_not_what_it_is(as_carol: Client, main: Connection) -> None:
    as_carol.post(f"/connections/{main.pk}/", kept(api_key="sk-another-0123456789"))
    assert told() == [("changed the key of the connection Main", ["Key: new"])]
    assert "sk-another" not in str(list(Entry.objects.values()))


def test_a_key_that_is_forgotten(as_carol: Client, main: Connection) -> None:
    Connection.objects.update(preset="other")
    as_carol.post(f"/connections/{main.pk}/", kept(preset="other", forget_key="on"))
    assert told() == [("changed the key of the connection Main", ["Key: forgotten"])]


def test_extra_headers_by_their_names(as_carol: Client, main: Connection) -> None:
    headers = [("X-Team", "another-hidden-value"), ("X-New", SECRET)]
    as_carol.post(f"/connections/{main.pk}/", kept(headers=headers))
    said = ["Extra headers: x-team → x-new, x-team", "Value of x-team: changed"]
    assert told() == [("changed the connection Main", said)]


def test_access_that_is_given_and_taken(as_carol: Client, main: Connection, press: Group) -> None:
    law = Group.objects.create(name="Law")
    for groups in ([press.pk], [law.pk], []):
        as_carol.post(f"/connections/{main.pk}/", kept(groups=groups))
    assert told() == [
        ("took away access to the connection Main", ["From whom: everyone but Press"]),
        ("gave access to the connection Main", ["For whom: Law"]),
        ("took away access to the connection Main", ["From whom: Press"]),
        ("gave access to the connection Main", ["For whom: everyone"]),
    ]


def test_switching_testing_and_deleting(
    as_carol: Client, main: Connection, serve: Callable[..., Server]
) -> None:
    server = serve(lambda exchange: exchange.json({"error": {"message": f"No: {KEY}"}}, 401))
    Connection.objects.update(base_url=server.url)
    for page in ("toggle", "toggle", "test", "delete"):
        as_carol.post(f"/connections/{main.pk}/{page}/")
    assert told() == [
        ("disabled the connection Main", []),
        ("enabled the connection Main", []),
        ("tested the connection Main", ["Result: it does not work"]),
        ("deleted the connection Main", []),
    ]
    assert {entry.key for entry in Entry.objects.filter(kind="connection")} == {str(main.pk)}


def test_what_is_not_saved_is_not_recorded(as_carol: Client, main: Connection) -> None:
    assert as_carol.post(f"/connections/{main.pk}/", kept(deadline="never")).status_code == 422
    assert told() == []


def test_a_file_that_is_fetched_from_a_server_or_deleted_there(
    as_carol: Client, main: Connection, serve: Callable[..., Server]
) -> None:
    facts = {"id": "file-1", "filename": "minutes.txt", "purpose": "batch", "bytes": 3, "created_at": 1}
    Connection.objects.update(base_url=serve(lambda exchange: exchange.json(facts)).url)
    body(as_carol.get(f"/connections/{main.pk}/files/file-1/content/"))
    as_carol.get(f"/connections/{main.pk}/files/file-1/delete/")
    as_carol.post(f"/connections/{main.pk}/files/file-1/delete/")
    entries = Entry.objects.filter(kind="file", key="file-1").order_by("pk")
    assert [(f"{entry.label} {entry.name}", entry.told) for entry in entries] == [
        ("downloaded the file minutes.txt", ["Connection: Main"]),
        ("deleted the file minutes.txt", ["Connection: Main"]),
    ]
