"""The test of a connection says in plain words what is wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet

from connections.checks import check
from connections.models import Connection
from tests.connections.filling import KEY
from tests.connections.server import Exchange, Script, Server

pytestmark = pytest.mark.django_db


@pytest.fixture
def verdict(serve: Callable[..., Server]) -> Callable[..., tuple[str, str]]:
    def tested(script: Script, scheme: str = "http") -> tuple[str, str]:
        url = serve(script).url.replace("http", scheme, 1)
        connection = Connection.objects.create(name="Main", base_url=url, api_key=KEY)
        check(connection)
        connection.refresh_from_db()
        assert connection.tested_at
        assert KEY not in connection.test_message
        return connection.test_level, connection.test_message

    return tested


Verdict = Callable[..., tuple[str, str]]


def says(status: int, body: Any) -> Script:
    return lambda exchange: exchange.json(body, status)


def test_a_connection_that_works_counts_its_models(verdict: Verdict) -> None:
    level, message = verdict(says(200, {"data": [{"id": "a"}, {"id": "b"}]}))
    assert level == "success"
    assert message.startswith("It works: 2 models, answered in 0.")


def test_a_server_without_models_works_in_part(verdict: Verdict) -> None:
    level, message = verdict(says(200, {"data": []}))
    assert (level, message.split(".")[0]) == ("warning", "It works, but the server lists no models")


@pytest.mark.parametrize(
    ("script", "level", "words"),
    [
        (says(401, {"error": {"message": f"Incorrect key {KEY}"}}), "error", "refused the API key"),
        (says(403, {"error": {"message": "Country not supported"}}), "error", "Country not supported"),
        (says(429, {"error": {"code": "insufficient_quota", "message": ""}}), "error", "no credit left"),
        (says(404, {"detail": "Not Found"}), "warning", "no list of models at this address"),
        (says(200, {"hello": "world"}), "error", "not as an OpenAI-compatible server"),
        (lambda exchange: exchange.answer(200, b"<html>"), "error", "not as an OpenAI-compatible server"),
        (
            lambda exchange: exchange.answer(302, location="https://x.example/"),
            "error",
            "another address",
        ),
        (lambda exchange: exchange.hang_up(), "error", "connection was lost"),
        (says(503, {}), "error", "too busy"),
        (says(500, {}), "error", "failed"),
    ],
)
def test_each_trouble_is_told_apart(verdict: Verdict, script: Script, level: str, words: str) -> None:
    found, message = verdict(script)
    assert found == level
    assert words in message


def test_a_server_that_does_not_speak_tls_is_told_apart(verdict: Verdict, serve: Any) -> None:
    server = serve(raw=lambda line: line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    connection = Connection.objects.create(name="TLS", base_url=server.url.replace("http", "https"))
    assert "does not speak https://" in check(connection).message


def test_an_unreachable_host_is_told_apart() -> None:
    connection = Connection.objects.create(name="Off", base_url="http://127.0.0.1:9/v1")
    verdict = check(connection)
    assert verdict.message == "The server could not be reached."
    assert "Check the connection's base URL" in verdict.advice


def test_an_unreadable_key_is_told_apart(settings: Any) -> None:
    connection = Connection.objects.create(name="Lost", base_url="http://127.0.0.1:9/v1", api_key=KEY)
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert check(connection).message == "The stored API key cannot be read."


def test_the_test_also_refreshes_the_kept_list(verdict: Verdict) -> None:
    def script(exchange: Exchange) -> None:
        exchange.json({"data": [{"id": "a"}]})

    verdict(script)
    assert Connection.objects.get().offered_models.count() == 1
