"""The id of a web request, and its line."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from people.setup import setup_path
from tests.logs.conftest import Lines

SIGN_IN = "/sign-in/"


def test_a_request_gets_an_id_that_is_given_back_and_is_on_its_line(
    client: Client, db: None, lines: Lines
) -> None:
    given = [client.get(SIGN_IN).headers["X-Request-ID"] for _ in range(2)]
    assert given[0] != given[1]
    assert UUID(given[0])
    said = [(line["request_id"], line["method"], line["route"], line["status"]) for line in lines()]
    assert said == [(one, "GET", SIGN_IN, 200) for one in given]


def test_an_id_from_a_stranger_is_not_believed(client: Client, db: None) -> None:
    assert client.get(SIGN_IN, headers={"x-request-id": "mine"}).headers["X-Request-ID"] != "mine"


def test_an_id_from_a_proxy_of_ours_is(client: Client, db: None, settings: Settings, lines: Lines) -> None:
    settings.TRUSTED_PROXIES = 1
    answer = client.get(SIGN_IN, headers={"x-request-id": "proxy-1/7"})
    assert answer.headers["X-Request-ID"] == lines()[0]["request_id"] == "proxy-1/7"


@pytest.mark.parametrize("unfit", ["a b", "x" * 65, "é", '"}', ""])
def test_but_not_what_is_no_id(client: Client, db: None, settings: Settings, unfit: str) -> None:
    settings.TRUSTED_PROXIES = 1
    answer = client.get(SIGN_IN, headers={"x-request-id": unfit})
    assert UUID(answer.headers["X-Request-ID"])


def test_the_line_holds_neither_a_secret_address_nor_what_somebody_seeks(
    client: Client, as_alice: Client, lines: Lines
) -> None:
    path = setup_path()
    assert path
    assert client.get(path).status_code == 200
    as_alice.get(reverse("runs:history"), {"q": "my diagnosis"})
    assert [line["route"] for line in lines()] == ["/set-up/<slug:token>/", "/runs/"]
    assert path.rstrip("/").rpartition("/")[2] not in str(lines())
    assert "diagnosis" not in str(lines())


def test_practice_keeps_its_own_ids(client: Client) -> None:
    answer = client.get("/practice/v1/nothing")
    assert answer.headers["X-Request-ID"].startswith("req_")


def test_an_address_that_is_none_has_an_id_too(client: Client, db: None) -> None:
    assert UUID(client.get("/nowhere/").headers["X-Request-ID"])
