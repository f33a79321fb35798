"""After some wrong passwords nobody gets any further for a while, by account and by address."""

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.signals import user_login_failed
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from people import lockout
from people.models import Tries, User
from tests.conftest import PASSWORD

SENTENCE = r"Signing in has failed too often\. Try again in 15 minutes, at \d\d:\d\d \(UTC\)\."


def sign_in(username: str = "alice", password: str = "wrong", address: str = "192.0.2.1") -> Any:
    return Client(REMOTE_ADDR=address).post("/sign-in/", {"username": username, "password": password})


def fail(times: int, username: str = "alice", address: str = "192.0.2.1") -> None:
    for _ in range(times):
        sign_in(username, address=address)


def is_locked_out(answer: Any) -> bool:
    return answer.status_code == 429 and re.search(SENTENCE, answer.content.decode()) is not None


def later(**time: float) -> Any:
    return patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(**time))


def test_the_fifth_wrong_password_says_when_to_try_again(alice: User) -> None:
    answers = [sign_in() for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert is_locked_out(answers[-1])


def test_then_the_right_password_gets_the_same_answer(alice: User) -> None:
    fail(5)
    answer = sign_in(password=PASSWORD)
    assert is_locked_out(answer)
    assert "_auth_user_id" not in answer.client.session


def test_the_name_that_was_typed_is_still_there(alice: User) -> None:
    fail(5)
    assert b'value="alice"' in sign_in().content


def test_a_name_that_nobody_has_is_answered_alike(alice: User) -> None:
    for name in ("alice", "nobody"):
        answers = [sign_in(name) for _ in range(6)]
        assert [is_locked_out(answer) for answer in answers] == [False] * 4 + [True] * 2


def hashed(username: str) -> int:
    """How often a password is hashed, which is what takes the time."""
    with patch.object(
        MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode
    ) as spy:
        sign_in(username)
    return spy.call_count


def test_it_takes_as_long_for_a_name_that_nobody_has(alice: User) -> None:
    assert [hashed("nobody") for _ in range(6)] == [hashed("alice") for _ in range(6)] == [1] * 5 + [0]


def test_spelling_a_name_another_way_gives_no_further_tries(alice: User) -> None:
    for name in ("alice", "ALICE", "Alice", "\uff41lice", " alice "):  # a wide a, and blanks around it
        sign_in(name)
    assert is_locked_out(sign_in("alice"))


def test_others_sign_in_meanwhile(alice: User, bob: User) -> None:
    fail(5)
    assert sign_in("bob", PASSWORD).status_code == 302


def test_after_a_quarter_of_an_hour_it_goes_on(alice: User) -> None:
    fail(5)
    with later(minutes=14):
        assert sign_in(password=PASSWORD).status_code == 429
    with later(minutes=15, seconds=1):
        assert sign_in(password=PASSWORD).status_code == 302


def test_trying_while_locked_out_does_not_make_it_last_longer(alice: User) -> None:
    fail(5)
    with later(minutes=14):
        fail(3)
    with later(minutes=15, seconds=1):
        assert sign_in(password=PASSWORD).status_code == 302


def test_the_right_password_begins_the_count_anew(alice: User) -> None:
    fail(4)
    assert sign_in(password=PASSWORD).status_code == 302
    fail(4)
    assert sign_in(password=PASSWORD).status_code == 302


def test_many_names_from_one_address_lock_the_address(alice: User, bob: User) -> None:
    for number in range(20):
        sign_in(f"person{number}")
    assert is_locked_out(sign_in("bob", PASSWORD))
    assert sign_in("bob", PASSWORD, address="192.0.2.2").status_code == 302


def test_being_right_does_not_wash_an_address(alice: User, bob: User) -> None:
    """Else whoever has an account could guess at all the others."""
    for number in range(20):
        sign_in(f"person{number}")
        if number % 4 == 3:
            sign_in("bob", PASSWORD)
    assert is_locked_out(sign_in("bob", PASSWORD))


def test_right_passwords_do_not_count_for_an_address(bob: User) -> None:
    for _ in range(25):
        assert sign_in("bob", PASSWORD).status_code == 302


def test_a_locked_address_locks_no_account(alice: User) -> None:
    for number in range(20):
        sign_in(f"person{number}")
    fail(10)
    assert sign_in(password=PASSWORD, address="192.0.2.2").status_code == 302


def test_behind_a_proxy_the_address_is_the_browsers(bob: User, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1

    def through(proxy: str) -> Any:
        client = Client(headers={"X-Forwarded-For": proxy}, REMOTE_ADDR="10.0.0.1")
        return client.post("/sign-in/", {"username": "bob", "password": PASSWORD})

    for number in range(20):
        Client(headers={"X-Forwarded-For": "192.0.2.1"}, REMOTE_ADDR="10.0.0.1").post(
            "/sign-in/", {"username": f"person{number}", "password": "wrong"}
        )
    assert is_locked_out(through("192.0.2.1"))
    assert is_locked_out(through("6.6.6.6, 192.0.2.1"))
    assert through("192.0.2.2").status_code == 302


def test_what_was_typed_for_a_name_is_not_kept(db: None) -> None:
    sign_in("my secret password")
    assert "secret" not in "".join(Tries.objects.values_list("key", flat=True))


def test_what_is_over_is_deleted(alice: User) -> None:
    fail(1, "nobody")
    with later(minutes=16):
        fail(1, "alice", "192.0.2.2")
        assert Tries.objects.count() == 2  # alice and her address


def test_every_failure_is_told_to_whoever_listens_until_nobody_looks_any_more(alice: User) -> None:
    heard: list[str] = []

    def listen(credentials: dict[str, str], **_about: Any) -> None:
        heard.append(credentials["username"])

    user_login_failed.connect(listen)
    try:
        fail(7)
    finally:
        user_login_failed.disconnect(listen)
    assert heard == ["alice"] * 5


def test_an_administrator_lets_a_person_try_again(as_carol: Client, alice: User) -> None:
    fail(5)
    assert "Locked out" in as_carol.get("/people/").content.decode()
    assert "Locked out" in as_carol.get(f"/people/{alice.pk}/").content.decode()
    as_carol.post(f"/people/{alice.pk}/let-in/")
    assert "Locked out" not in as_carol.get("/people/").content.decode()
    assert sign_in(password=PASSWORD).status_code == 302


def test_an_administrator_lets_an_address_try_again(as_carol: Client, alice: User) -> None:
    for number in range(20):
        sign_in(f"person{number}")
    page = as_carol.get("/people/signing-in/").content.decode()
    assert "192.0.2.1" in page
    [address] = lockout.full_rows(Tries.Kind.ADDRESS)
    as_carol.post(f"/people/signing-in/addresses/{address.pk}/")
    assert not as_carol.get("/people/signing-in/").context["addresses"]
    assert sign_in(password=PASSWORD).status_code == 302


@pytest.mark.parametrize("path", ["/people/1/let-in/", "/people/signing-in/addresses/1/"])
def test_nobody_else_does(as_bob: Client, path: str) -> None:
    assert as_bob.post(path).status_code == 403
