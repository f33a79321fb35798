"""What is done about signing in is written down."""

import time
from typing import Any

import pytest
from django.test import Client

from audit.models import Entry
from people.factors import app
from people.models import AuthenticatorApp, Tries, User
from tests.conftest import PASSWORD, signed_in


def written() -> list[tuple[str, str, str]]:
    """Everything but signing in and out: who, what, and to what."""
    entries = Entry.objects.exclude(event__startswith="account.sign").order_by("pk")
    return list(entries.values_list("who_name", "event", "name"))


def test_what_people_do_with_their_own_signing_in(as_alice: Client, alice: User) -> None:
    as_alice.get("/account/app/")
    code = app.generator(as_alice.session["new_app"]).generate(time.time()).decode()
    as_alice.post("/account/app/", {"code": code})
    as_alice.post("/account/recovery-codes/")
    signed_in(alice)
    as_alice.post("/account/sessions/end/")
    as_alice.post("/account/app/remove/")
    assert written() == [
        ("alice", "account.factor-added", "Authenticator app"),
        ("alice", "account.codes-renewed", ""),
        ("alice", "account.sessions-ended", ""),
        ("alice", "account.factor-removed", "Authenticator app"),
    ]


@pytest.mark.parametrize(
    ("path", "answers", "event", "name"),
    [
        ("/people/{pk}/sign-out/", {}, "person.signed-out", "alice"),
        ("/people/{pk}/second-factor/", {}, "person.factors-taken", "alice"),
        ("/people/{pk}/let-in/", {}, "person.let-in", "alice"),
        ("/people/signing-in/", {"second_factor": "administrators"}, "person.rules-changed", ""),
        ("/people/signing-in/addresses/{address}/", {}, "person.let-in", "127.0.0.1"),
    ],
)
def test_what_administrators_do_with_others(
    as_carol: Client, alice: User, path: str, answers: dict[str, str], event: str, name: str
) -> None:
    AuthenticatorApp.objects.create(person=alice, nonce="n")
    Client().post("/sign-in/", {"username": "alice", "password": "wrong"})
    address = Tries.objects.get(kind=Tries.Kind.ADDRESS).pk
    as_carol.post(path.format(pk=alice.pk, address=address), answers)
    assert written() == [("carol", event, name)]


def test_a_second_step_that_failed_and_one_that_did_not(client: Client, alice: User) -> None:
    AuthenticatorApp.objects.create(person=alice, nonce="n")
    client.post("/sign-in/", {"username": "alice", "password": PASSWORD})
    client.post("/sign-in/second-step/", {"code": "000000"})
    client.post("/sign-in/second-step/", {"code": app.generator("n").generate(time.time()).decode()})
    events: Any = Entry.objects.order_by("pk").values_list("event", flat=True)
    assert list(events) == ["account.sign-in-failed", "account.signed-in"]
