"""The addresses of one run, as nobody, as its owner, as somebody else and as an administrator."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from runs.models import Attachment, Run
from tests.runs.pages import a_connection, a_file, a_recording, a_run, answered, body

GETS = ["run", "again"]
POSTS = ["cancel", "delete", "repeat"]
OPEN = ["home", "history", "ask", "fields"]


@pytest.fixture
def run(alice: Any) -> Run:
    run = answered(a_run(alice, a_connection()), a_file(b"secret", "secret.bin", "application/pdf"))
    Attachment.objects.keep(alice, "file", a_recording()).attach(run)
    return run


@pytest.fixture
def files(run: Run) -> list[str]:
    return [run.outputs.get().get_absolute_url(), run.attachments.get().get_absolute_url()]


@pytest.mark.parametrize("name", GETS)
def test_nobody_is_sent_to_sign_in_before_seeing_a_run(client: Client, run: Run, name: str) -> None:
    assert client.get(reverse(f"runs:{name}", args=[run.key])).headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", OPEN)
def test_nobody_is_sent_to_sign_in_from_any_page(client: Client, db: None, name: str) -> None:
    address = reverse(f"runs:{name}", args=["create-a-completion"] if name in ("ask", "fields") else [])
    answers = [client.get(address), client.post(address)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert all(answer.headers["Location"].startswith("/sign-in/") for answer in answers)


@pytest.mark.parametrize("name", GETS)
def test_the_owner_sees_the_run(as_alice: Client, run: Run, name: str) -> None:
    assert as_alice.get(reverse(f"runs:{name}", args=[run.key])).status_code == 200


@pytest.mark.parametrize("name", GETS)
def test_nobody_else_finds_the_run(as_bob: Client, as_carol: Client, run: Run, name: str) -> None:
    address = reverse(f"runs:{name}", args=[run.key])
    assert [client.get(address).status_code for client in (as_bob, as_carol)] == [404, 404]


@pytest.mark.parametrize("name", POSTS)
def test_nobody_else_can_do_anything_with_the_run(
    client: Client, as_bob: Client, as_carol: Client, run: Run, name: str
) -> None:
    address = reverse(f"runs:{name}", args=[run.key])
    assert [one.post(address).status_code for one in (client, as_bob, as_carol)] == [302, 404, 404]
    assert Run.objects.count() == 1


def test_only_the_owner_gets_the_files(
    client: Client, as_alice: Client, as_bob: Client, as_carol: Client, files: list[str]
) -> None:
    for address in files:
        others = (client, as_bob, as_carol)
        assert [one.get(address).status_code for one in others] == [302, 404, 404]
        assert body(as_alice.get(address))


def test_a_history_has_ones_own_runs_only(as_bob: Client, run: Run) -> None:
    for address in ("/", "/runs/", "/actions/create-a-completion/"):
        assert str(run.key) not in as_bob.get(address).content.decode()


def test_what_must_be_posted_cannot_be_fetched(as_alice: Client, run: Run) -> None:
    addresses = [reverse(f"runs:{name}", args=[run.key]) for name in POSTS]
    assert [as_alice.get(address).status_code for address in addresses] == [405] * 3


def test_a_form_without_its_token_is_refused(alice: Any, run: Run) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    addresses = ["/actions/create-a-completion/", "/actions/create-a-completion/fields/"]
    addresses += [reverse(f"runs:{name}", args=[run.key]) for name in POSTS]
    assert [client.post(address).status_code for address in addresses] == [403] * 5


def test_an_unknown_action_is_not_found(as_alice: Client) -> None:
    assert as_alice.get("/actions/make-coffee/").status_code == 404
    assert as_alice.post("/actions/make-coffee/fields/").status_code == 404
