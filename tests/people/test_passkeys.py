"""Passkeys: in place of the code, and in place of the password too where the device knows its owner."""

import time
from typing import Any
from unittest.mock import patch

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.utils import websafe_encode
from pytest_django import Settings

from people import factors
from people.models import Passkey, User
from tests.conftest import PASSWORD, signed_in
from tests.people.authenticator import Device, a_passkey

ADD, TASK = "/account/passkeys/add/", "/account/passkeys/task/"
SIGN_IN, SIGN_TASK, SECOND = "/sign-in/passkey/", "/sign-in/passkey/task/", "/sign-in/second-step/"


@pytest.fixture(autouse=True)
def name(settings: Settings) -> None:
    """The one name under which browsers have passkeys without TLS."""
    settings.ALLOWED_HOSTS = ["localhost", "testserver", "workroom.example", "127.0.0.1"]


def at_localhost(user: User | None = None) -> Client:
    client = signed_in(user) if user else Client()
    client.defaults["HTTP_HOST"] = "localhost"
    return client


@pytest.fixture
def desk(alice: User) -> Client:
    """Alice at her desk, signed in."""
    return at_localhost(alice)


@pytest.fixture
def device(alice: User) -> Device:
    """Holds a passkey of Alice."""
    device = Device()
    a_passkey(alice, device)
    return device


def task(client: Client, address: str) -> dict[str, Any]:
    asked: dict[str, Any] = client.get(address).json()
    return asked


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def half_way() -> Client:
    client = at_localhost()
    answer = client.post("/sign-in/", {"username": "alice", "password": PASSWORD, "next": "/runs/"})
    assert answer.headers["Location"] == SECOND
    return client


# --- Making one --------------------------------------------------------------------------------


def test_a_person_adds_one_and_gets_recovery_codes_with_the_first(desk: Client, alice: User) -> None:
    for device, page in ((Device(), "Keep these recovery codes"), (Device(), "is added.")):
        made = device.make(task(desk, TASK))
        answer = desk.post(ADD, {"name": "Phone", "credential": made}, follow=True)
        assert page in answer.content.decode()
    assert alice.passkeys.count() == 2


def test_the_name_proposes_itself(desk: Client) -> None:
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
    assert b'value="Firefox on Linux"' in desk.get(ADD, headers={"User-Agent": firefox}).content


def test_the_browser_hears_which_ones_there_are_already(desk: Client, device: Device) -> None:
    [known] = task(desk, TASK)["excludeCredentials"]
    assert known["id"] == websafe_encode(device.credential_id)


def test_the_browser_hears_nothing_that_tells_who_it_is_elsewhere(desk: Client, alice: User) -> None:
    user = task(desk, TASK)["user"]
    assert user["name"] == "alice"
    assert len(user["id"]) == 43


WRONG = {
    "another site's page": {"origin": "http://evil.example"},
    "another site's key": {"site": "evil.example"},
    "another challenge": {"challenge": websafe_encode(b"0" * 32)},
    "an answer to something else": {"kind": "webauthn.get"},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_answer_makes_none(desk: Client, alice: User, wrong: dict[str, Any]) -> None:
    made = Device().make(task(desk, TASK), **wrong)
    answer = desk.post(ADD, {"name": "Phone", "credential": made})
    assert "The passkey could not be made." in answer.content.decode()
    assert b'value="Phone"' in answer.content
    assert not alice.passkeys.exists()


@pytest.mark.parametrize(
    "sent",
    ["", "x", "{}", "[]", "null", '{"rawId": 7}', '{"id": "a", "rawId": "b", "response": {}}', "1" * 5000],
)
def test_nonsense_makes_none(desk: Client, alice: User, sent: str) -> None:
    task(desk, TASK)
    answer = desk.post(ADD, {"name": "Phone", "credential": sent})
    assert "The passkey could not be made." in answer.content.decode()


def test_an_answer_works_once(desk: Client, alice: User) -> None:
    made = Device().make(task(desk, TASK))
    for _ in range(2):
        desk.post(ADD, {"name": "Phone", "credential": made})
    assert alice.passkeys.count() == 1


def test_a_key_belongs_to_one_person(desk: Client, device: Device, bob: User) -> None:
    his = at_localhost(bob)
    his.post(ADD, {"name": "Mine now", "credential": device.make(task(his, TASK))})
    assert not bob.passkeys.exists()


def test_the_question_is_not_asked_without_recent_proof(desk: Client) -> None:
    with patch("time.time", return_value=time.time() + 3600):
        assert desk.get(TASK).status_code == 403
        assert desk.get(ADD).headers["Location"].startswith("/account/proof/")


@pytest.mark.parametrize(
    ("host", "tls", "possible"),
    [
        ("localhost:8000", False, True),
        ("127.0.0.1:8000", False, False),
        ("127.0.0.1", True, False),
        ("workroom.example", True, True),
        ("workroom.example", False, False),
    ],
)
def test_where_browsers_have_no_passkeys_the_page_says_so(
    as_alice: Client, client: Client, host: str, tls: bool, possible: bool
) -> None:
    page = as_alice.get(ADD, headers={"Host": host}, secure=tls).content.decode()
    assert ("they need a name, and HTTPS" not in page) is possible
    door = client.get("/sign-in/", headers={"Host": host}, secure=tls).content.decode()
    assert ("Sign in with a passkey" in door) is possible


# --- The second step ---------------------------------------------------------------------------


def test_after_the_password_a_passkey_signs_in(device: Device) -> None:
    client = half_way()
    assert "Use a passkey" in client.get(SECOND).content.decode()
    asked = task(client, f"{SIGN_TASK}?second")
    assert [each["id"] for each in asked["allowCredentials"]] == [websafe_encode(device.credential_id)]
    answer = client.post(SECOND, {"credential": device.sign(asked, verified=False)})
    assert answer.headers["Location"] == "/runs/"
    assert is_in(client)


WRONG_SIGNATURES = {**WRONG, "another key": {"key": ec.generate_private_key(ec.SECP256R1())}}
WRONG_SIGNATURES["an answer to something else"] = {"kind": "webauthn.create"}


@pytest.mark.parametrize("wrong", WRONG_SIGNATURES.values(), ids=WRONG_SIGNATURES)
def test_a_wrong_answer_lets_nobody_in(device: Device, wrong: dict[str, Any]) -> None:
    client = half_way()
    answer = client.post(SECOND, {"credential": device.sign(task(client, f"{SIGN_TASK}?second"), **wrong)})
    assert "That passkey was not accepted." in answer.content.decode()
    assert not is_in(client)


def test_neither_does_an_answer_to_no_question(device: Device) -> None:
    client = half_way()
    client.post(SECOND, {"credential": device.sign({"challenge": websafe_encode(b"")})})
    assert not is_in(client)


def test_nor_an_answer_that_comes_late(device: Device) -> None:
    client = half_way()
    signed = device.sign(task(client, f"{SIGN_TASK}?second"))
    with patch("people.factors.webauthn.time.time", return_value=time.time() + 601):
        client.post(SECOND, {"credential": signed})
    assert not is_in(client)


def test_nor_the_passkey_of_somebody_else(device: Device, bob: User) -> None:
    his = Device()
    a_passkey(bob, his)
    client = half_way()
    client.post(SECOND, {"credential": his.sign(task(client, f"{SIGN_TASK}?second"))})
    assert not is_in(client)


def test_a_count_that_does_not_grow_betrays_a_copy(device: Device) -> None:
    for counter, let_in in ((5, True), (6, True), (6, False), (2, False), (0, False), (7, True)):
        client = half_way()
        signed = device.sign(task(client, f"{SIGN_TASK}?second"), counter=counter)
        client.post(SECOND, {"credential": signed})
        assert is_in(client) is let_in, counter


# --- In place of everything --------------------------------------------------------------------


def test_a_passkey_alone_signs_in(device: Device) -> None:
    client = at_localhost()
    answer = client.post(SIGN_IN, {"credential": device.sign(task(client, SIGN_TASK)), "next": "/runs/"})
    assert answer.headers["Location"] == "/runs/"
    assert is_in(client)
    assert client.session[factors.SHOWN]


def test_the_question_names_nobody(device: Device) -> None:
    asked = task(at_localhost(), SIGN_TASK)
    assert not asked.get("allowCredentials")
    assert asked["userVerification"] == "required"


def test_a_device_that_did_not_know_its_owner_is_not_enough(device: Device) -> None:
    client = at_localhost()
    client.post(SIGN_IN, {"credential": device.sign(task(client, SIGN_TASK), verified=False)})
    assert not is_in(client)


def test_nor_is_an_answer_to_the_easier_question_of_the_second_step(device: Device, bob: User) -> None:
    """Else whoever has any account could use a found security key without its PIN."""
    a_passkey(bob, Device())
    client = at_localhost()
    client.post("/sign-in/", {"username": "bob", "password": PASSWORD})
    client.post(SIGN_IN, {"credential": device.sign(task(client, f"{SIGN_TASK}?second"), verified=False)})
    assert not is_in(client)


def test_it_leads_to_no_other_site(device: Device) -> None:
    client = at_localhost()
    signed = device.sign(task(client, SIGN_TASK))
    answer = client.post(SIGN_IN, {"credential": signed, "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_a_person_who_was_switched_off_stays_out(device: Device, alice: User) -> None:
    User.objects.update(is_active=False)
    client = at_localhost()
    client.post(SIGN_IN, {"credential": device.sign(task(client, SIGN_TASK))})
    assert not is_in(client)


def test_whoever_guessed_at_the_password_does_not_keep_out_a_passkey(device: Device) -> None:
    for _ in range(6):
        Client().post("/sign-in/", {"username": "alice", "password": "wrong"})
    client = at_localhost()
    client.post(SIGN_IN, {"credential": device.sign(task(client, SIGN_TASK))})
    assert is_in(client)


def test_an_unknown_passkey_is_told_so(db: None) -> None:
    client = at_localhost()
    answer = client.post(SIGN_IN, {"credential": Device().sign(task(client, SIGN_TASK))}, follow=True)
    assert "That passkey was not accepted." in answer.content.decode()


# --- Removing one ------------------------------------------------------------------------------


def test_a_person_removes_one(desk: Client, device: Device, alice: User) -> None:
    address = f"/account/passkeys/{alice.passkeys.get().pk}/remove/"
    assert "Remove Phone?" in desk.get(address).content.decode()
    desk.post(address)
    assert not Passkey.objects.exists()


def test_nobody_removes_anothers(as_bob: Client, device: Device, alice: User) -> None:
    assert as_bob.post(f"/account/passkeys/{alice.passkeys.get().pk}/remove/").status_code == 404


def test_what_is_stored_of_it_opens_nothing(device: Device) -> None:
    private = device.key.private_numbers().private_value.to_bytes(32, "big")
    assert private not in bytes(Passkey.objects.get().credential)
