"""Requests that somebody made up: without a token, for another host, leading elsewhere or out of a folder."""

from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings as current
from django.db import connection
from django.test import Client
from pytest_django import Settings

from config.data import HERE
from tests.conftest import PASSWORD
from tests.runs.pages import body
from tests.security.house import PEOPLE, House
from tests.security.test_access import REFUSED, SIGN_IN, Written, outcome
from tests.security.walk import Address, every_address

ADDRESSES = every_address()
# It knows nobody by a cookie, so that nobody can be made to use it; each call brings its key.
BY_KEY = "/practice/"
PROBES = ("/healthz", "/readyz")


@pytest.mark.parametrize("address", [one for one in ADDRESSES if not str(one).startswith(BY_KEY)], ids=str)
def test_nothing_is_done_without_the_token_of_the_page(address: Address, house: House) -> None:
    clients = {name: house.client(name, enforce_csrf_checks=True) for name in PEOPLE}
    written = Written()
    for name, client in clients.items():
        client.cookies[current.CSRF_COOKIE_NAME] = "a" * 32
        for data in ({}, {"csrfmiddlewaretoken": "b" * 32}):
            with connection.execute_wrapper(written):
                answer = client.post(address.path_with(house.things), data)
            refused = (REFUSED, SIGN_IN) if name == "nobody" else (REFUSED,)
            assert outcome(answer) in refused or str(address) in PROBES, f"{address} as {name}"
    assert not written.anything


def test_practice_takes_no_cookie_for_a_key(house: House) -> None:
    client = house.client("administrator")
    answers = [
        client.post(one.path_with({}))
        for one in ADDRESSES
        if str(one).startswith(f"{BY_KEY}v1/") and one.arguments == []
    ]
    assert {answer.status_code for answer in answers} == {401}


def test_a_token_sent_from_another_site_is_not_enough(house: House) -> None:
    client = house.client("owner", enforce_csrf_checks=True)
    token = client.get("/password/").context["csrf_token"]
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}):
        answer = client.post("/sign-out/", {"csrfmiddlewaretoken": str(token)}, headers=headers)
        assert answer.status_code == 403
    assert client.post("/sign-out/", {"csrfmiddlewaretoken": str(token)}).status_code == 302


HOSTS = [
    "evil.example",
    "testserver.evil.example",
    "testserver@evil.example",
    "testserver:80@evil.example",
    "evil.example:80",
    "testserver:port",
    "testserver/../evil.example",
    "[::ffff:1]",
    "testserver, evil.example",
    "",
]


@pytest.mark.parametrize("host", HOSTS)
def test_another_hosts_name_is_refused_and_not_repeated(house: House, host: str) -> None:
    for person in ("nobody", "administrator"):
        client = house.client(person)
        for address in ("/", "/sign-in/", "/runs/", "/nowhere/", "/practice/v1/models", "/set-up/abc/"):
            answer = client.get(address, headers={"host": host})
            assert answer.status_code == 400
            assert "evil" not in answer.content.decode() + str(answer.headers)


def test_what_a_proxy_is_said_to_have_heard_is_not_believed(house: House) -> None:
    client = house.client("owner")
    told = {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example", "x-host": "evil.example"}
    for address in ADDRESSES:
        answer = client.get(address.path_with(house.things), headers=told)
        assert b"evil.example" not in body(answer) + str(answer.headers).encode()


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https:evil.example",
    "http:///evil.example/",
    "\t//evil.example/",
    " https://evil.example/",
    "/\t/evil.example/",
    "//testserver@evil.example/",
    "https://testserver.evil.example/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
]


def leads_elsewhere(address: str) -> bool:
    """Whether a browser, which reads a backslash as a slash and skips white space, would leave."""
    parts = urlsplit(address.strip().replace("\\", "/").translate({9: None, 10: None, 13: None}))
    return bool(parts.scheme or parts.netloc) and parts.netloc != "testserver"


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_leads_nowhere_else(house: House, wanted: str) -> None:
    for who in ({"username": "owner", "password": PASSWORD}, {"username": "owner", "password": "wrong"}):
        client = Client()
        address = f"/sign-in/?next={quote(wanted)}"
        for answer in (client.get(address), client.post(address, {**who, "next": wanted})):
            assert not leads_elsewhere(answer.headers.get("Location", ""))
    htmx = {"HX-Request": "true", "HX-Current-URL": wanted}
    assert not leads_elsewhere(Client().get("/sign-in/", headers=htmx).headers["HX-Redirect"])


# A carelessly written view lets through one or the other; those above are all tried where one does lead on.
DIFFERENT = (ELSEWHERE[0], ELSEWHERE[1], ELSEWHERE[4])
NAMES = ("next", "url", "redirect", "return", "return_to", "continue", "back", "redirect_to")


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_no_address_leads_elsewhere_because_it_is_asked_to(address: Address, house: House) -> None:
    for wanted in DIFFERENT:
        client = house.client("administrator")
        asked = dict.fromkeys(NAMES, wanted)
        for path in {address.path_with(house.things), address.path_with({})}:
            for answer in (client.get(path, asked), client.post(f"{path}?next={quote(wanted)}", asked)):
                for header in ("Location", "HX-Redirect", "HX-Location", "Refresh"):
                    assert not leads_elsewhere(answer.headers.get(header, "")), f"{path} {header}"
                answer.close()


OUT = [
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..\\",
    "..%5c",
    "....//",
    "%252e%252e%252f",
    "/",
    "%2f",
    "..%c0%af",
]


@pytest.mark.parametrize("out", OUT)
def test_no_address_leads_out_of_a_folder(settings: Settings, house: House, tmp_path: Path, out: str) -> None:
    for folder in (tmp_path, tmp_path / "static", Path(settings.MEDIA_ROOT)):
        folder.mkdir(exist_ok=True)
        (folder / "marked").write_text("Nobody is to read this.")
    settings.STATIC_ROOT = tmp_path / "static"
    client = house.client("owner")
    for prefix in (
        "/",
        "/static/",
        "/media/",
        "/live/",
        "/practice/v1/files/",
        f"/outputs/{house.things['/outputs/<uuid:key>']}/",
        f"/attachments/{house.things['/attachments/<uuid:key>']}/",
        f"/connections/{house.things['/connections/<int:pk>']}/files/",
    ):
        for depth in (1, 2, 4, 9):
            for target in ("marked", quote(str(tmp_path / "marked")), str(HERE / "manage.py"), "etc/passwd"):
                answer = client.get(f"{prefix}{out * depth}{target}")
                read = body(answer)
                assert answer.status_code < 500
                for secret in (b"Nobody is to read this.", b"DJANGO_SETTINGS_MODULE", b"root:"):
                    assert secret not in read
