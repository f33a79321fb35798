"""What is stored about a connection that nobody may read."""

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core import serializers
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection as database

from audit.models import Entry
from connections.errors import Unreadable
from connections.models import Connection
from connections.secrets import Sealed
from tests.connections.filling import KEY

HEADERS = [["X-Team", "hidden-value-1234"]]


@pytest.fixture
def stored(db: None) -> Connection:
    Connection.objects.create(name="Main", base_url="https://x.example/v1", api_key=KEY, headers=HEADERS)
    return Connection.objects.get()


def columns() -> Iterator[Any]:
    with database.cursor() as cursor:
        cursor.execute("SELECT * FROM connections_connection")
        yield from (value for row in cursor.fetchall() for value in row)


def test_the_key_and_the_headers_come_back_as_they_were(stored: Connection) -> None:
    assert stored.api_key.open() == KEY
    assert stored.extra_headers() == (("X-Team", "hidden-value-1234"),)


def test_the_database_holds_ciphertext_only(stored: Connection) -> None:
    text = " ".join(str(value) for value in columns())
    assert KEY not in text
    assert "hidden-value" not in text
    assert "X-Team" not in text


def test_an_instance_is_sealed_before_it_is_saved() -> None:
    connection = Connection(api_key=KEY, headers=HEADERS)
    assert KEY not in repr(vars(connection))
    assert connection.api_key.open() == KEY


def test_nothing_shows_the_key(stored: Connection) -> None:
    shown = f"{stored!r} {stored} {stored.api_key} {stored.api_key!r} {stored.client()!r} {vars(stored)}"
    assert KEY not in shown


def test_saving_again_keeps_the_ciphertext(stored: Connection) -> None:
    before = stored.api_key.token
    stored.save()
    assert Connection.objects.get().api_key.token == before


def test_no_key_is_seen_without_any_key_to_decrypt_it(settings: Any) -> None:
    sealed = Sealed.seal("")
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert not sealed
    assert sealed.open() == ""


def test_a_dump_of_the_data_holds_ciphertext_and_can_be_loaded(stored: Connection) -> None:
    dump = serializers.serialize("json", [stored])
    assert KEY not in dump
    (loaded,) = serializers.deserialize("json", dump)
    assert loaded.object.api_key.open() == KEY  # type: ignore[attr-defined]


def test_a_lost_encryption_key_is_an_error_of_its_own(stored: Connection, settings: Any) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    stored = Connection.objects.get()
    with pytest.raises(Unreadable):
        stored.client()
    assert stored.is_unreadable
    assert stored.key_hint == ""


def test_rotating_puts_everything_under_the_new_key(stored: Connection, settings: Any, capsys: Any) -> None:
    new = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, *settings.FIELD_KEYS]
    call_command("rotate_keys")
    call_command("rotate_keys")
    settings.FIELD_KEYS = [new]
    stored.refresh_from_db()
    assert stored.api_key.open() == KEY
    assert stored.extra_headers() == (("X-Team", "hidden-value-1234"),)
    first, again = capsys.readouterr().out.splitlines()
    assert first == "2 encrypted anew; 0 under the first key already."
    assert again == "0 encrypted anew; 2 under the first key already."
    assert [entry.details["done"] for entry in Entry.objects.newest()] == [0, 2]


def test_rotating_loses_no_key_that_is_typed_meanwhile(
    stored: Connection, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_keys, new = settings.FIELD_KEYS, Fernet.generate_key().decode()
    typed: list[str] = []

    def rotated_while_somebody_types(sealed: Sealed) -> Sealed:
        if not typed:
            typed.append("sk-typed-meanwhile-12345678")
            settings.FIELD_KEYS = old_keys  # a web process that knows no new key yet
            Connection.objects.update(api_key=typed[0])
            settings.FIELD_KEYS = [new, *old_keys]
        return Sealed.seal(sealed.open())

    settings.FIELD_KEYS = [new, *old_keys]
    monkeypatch.setattr(Sealed, "rotated", rotated_while_somebody_types)
    call_command("rotate_keys")
    settings.FIELD_KEYS = [new]
    assert Connection.objects.get().api_key.open() == typed[0]


def test_rotating_names_what_it_cannot_read(stored: Connection, settings: Any, capsys: Any) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    call_command("rotate_keys")
    out, err = capsys.readouterr()
    assert out == "0 encrypted anew; 0 under the first key already.\n"
    assert err.splitlines() == [
        "No key of FIELD_KEYS fits the API key of the connection “Main”: to be entered again.",
        "No key of FIELD_KEYS fits the extra headers of the connection “Main”: to be entered again.",
    ]


def test_a_malformed_encryption_key_is_named(settings: Any) -> None:
    settings.FIELD_KEYS = ["nonsense"]
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        Sealed.seal("x")


@pytest.mark.parametrize(("key", "hint"), [(KEY, "…ghij"), ("short", ""), ("", "")])
def test_only_the_end_of_a_long_key_is_shown(key: str, hint: str) -> None:
    assert Connection(api_key=key).key_hint == hint
