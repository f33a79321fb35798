"""What browsers are told, on every answer there is, and what changes where everybody comes by HTTPS."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from config import asgi, urls
from config.data import HERE
from config.policies import DATA, HEADERS
from people.access import Access, Patterns, access
from tests.config.copies import KEYS
from tests.conftest import awaited
from tests.runs.pages import a_connection, a_file, a_run, answered
from tests.security.house import House
from tests.security.walk import Address, every_address

TOLD = [
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
]


@access(Access.ANYONE)
def broken(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


urlpatterns: Patterns = [path("broken/", broken), *urls.urlpatterns]


def missing(answer: Any) -> list[str]:
    """Return what an answer does not tell, or tells too weakly."""
    policy = answer.headers.get("Content-Security-Policy", "")
    weak = [word for word in ("unsafe-inline", "unsafe-eval", "http:", "https:", "*") if word in policy]
    needed = ["frame-ancestors 'none'", "default-src 'none'", "base-uri 'none'", "form-action"]
    answer.close()
    return (
        [name for name in TOLD if name not in answer.headers]
        + weak
        + [directive for directive in needed if directive not in policy]
    )


@pytest.mark.parametrize("address", every_address(), ids=str)
def test_every_address_tells_it_to_everyone(address: Address, house: House) -> None:
    for person in ("nobody", "stranger", "owner", "administrator"):
        client = house.client(person)
        assert missing(client.get(address.path_with(house.things))) == []
        assert missing(client.post(address.path_with({}))) == []


def test_what_is_not_there_what_is_refused_and_what_fails_tell_it(settings: Settings, as_bob: Client) -> None:
    settings.ROOT_URLCONF = __name__
    as_bob.raise_request_exception = False
    careful = Client(enforce_csrf_checks=True)
    answers = [
        as_bob.get("/nowhere/"),
        as_bob.get("/people/"),
        as_bob.get("/broken/"),
        as_bob.get("/", headers={"host": "evil.example"}),
        as_bob.get("/runs"),
        careful.post("/sign-in/"),
    ]
    assert [answer.status_code for answer in answers] == [404, 403, 500, 400, 301, 403]
    assert [missing(answer) for answer in answers] == [[]] * 6


def test_a_static_file_tells_it(settings: Settings, client: Client, db: None, tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "one.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    settings.STATIC_ROOT = tmp_path / "static"
    answer = client.get("/static/one.svg")
    assert answer.status_code == 200
    assert missing(answer) == []


def test_a_stored_file_tells_it_and_loads_nothing_but_itself(as_alice: Client, alice: Any) -> None:
    answered(
        a_run(alice, a_connection("Another")), output := a_file(b"pixels", "cat.png", "image/png", "image")
    )
    answer = as_alice.get(output.get_absolute_url())
    assert missing(answer) == []
    assert "script-src" not in answer.headers["Content-Security-Policy"]


def test_an_event_stream_tells_it() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    scope: Any = {"type": "http", "path": "/live/made-up", "headers": [], "query_string": b""}
    awaited(asgi.application(scope, receive, send))
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    assert sent[0]["status"] == 403
    assert {name.lower(): value for name, value in HEADERS.items()}.items() <= told.items()
    assert told["content-security-policy"] == DATA


def deployed(data: Path, *command: str, **env: str) -> str:
    """Return what a command prints in an installation of its own."""
    surroundings = {**os.environ, "WORKROOM_DATA": str(data), **KEYS, **env}
    surroundings.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # set by the tests with a browser
    whole: Any = {"env": surroundings, "cwd": HERE, "capture_output": True, "text": True}
    done = subprocess.run([sys.executable, "manage.py", *command], **whole)
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def test_djangos_own_check_of_a_deployment_has_nothing_to_say(tmp_path: Path) -> None:
    said = deployed(tmp_path, "check", "--deploy", "--fail-level", "WARNING", HTTPS="true")
    assert said == "System check identified no issues (0 silenced).\n"


AS_DEPLOYED = """
from django.test import Client
def told(path, **headers):
    answer = Client().get(path, headers=headers)
    wanted = ("Location", "Strict-Transport-Security")
    cookies = [(one.key, one["secure"]) for one in answer.cookies.values()]
    print(answer.status_code, [answer.headers.get(name) for name in wanted], cookies)
"""
HSTS = "max-age=31536000; includeSubDomains; preload"


@pytest.fixture
def https(tmp_path: Path, empty_database: Path) -> Any:
    """Return a function that gives what an installation behind HTTPS answers to these calls of `told`."""
    own = shutil.copy(empty_database, tmp_path / "db")
    named = {"HTTPS": "true", "ALLOWED_HOSTS": "testserver", "DATABASE_URL": f"sqlite:///{own}"}

    def said(*calls: str, **env: str) -> list[str]:
        code = AS_DEPLOYED + "\n".join(f"told({call})" for call in calls)
        return deployed(tmp_path, "shell", "--no-imports", "-c", code, **named, **env).splitlines()

    return said


def test_behind_https_a_plain_request_is_led_there_but_for_a_workers(https: Any) -> None:
    page, spoofed, practice = https(
        "'/sign-in/'",
        "'/sign-in/', **{'X-Forwarded-Proto': 'https'}",
        "'/practice/v1/models', host='127.0.0.1:8000'",
    )
    assert page == "301 ['https://testserver/sign-in/', None] []"
    assert spoofed == page
    assert practice.startswith("401 [None, None]")


def test_behind_a_proxy_that_is_believed_cookies_are_secure_and_https_is_kept_to(https: Any) -> None:
    (page,) = https("'/sign-in/', **{'X-Forwarded-Proto': 'https'}", HTTPS_HEADER="X-Forwarded-Proto")
    assert page == f"200 [None, '{HSTS}'] [('__Host-csrftoken', True)]"


def test_other_hosts_of_the_domain_can_be_left_alone(https: Any) -> None:
    told = {"HTTPS_HEADER": "X-Forwarded-Proto", "HSTS_SUBDOMAINS": "false"}
    (page,) = https("'/sign-in/', **{'X-Forwarded-Proto': 'https'}", **told)
    assert "['max-age=31536000']" in page.replace("None, ", "")
