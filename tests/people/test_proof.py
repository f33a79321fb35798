"""Password or code again before what a stranger at an open browser must not do; nothing typed is lost."""

import time
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from people.factors import app, codes
from people.models import AuthenticatorApp, Rules, User
from tests.conftest import PASSWORD
from tests.people.authenticator import Device, a_passkey

NEW = "a much better password 7"


def long_ago(client: Client, seconds: float = 24 * 3600) -> Client:
    """The person signed in some time ago."""
    session = client.session
    session["proved_at"] = time.time() - seconds
    session.save()
    return client


@pytest.fixture
def desk(as_carol: Client) -> Client:
    """The browser of an administrator who signed in yesterday."""
    return long_ago(as_carol)


def page(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def person(alice: User, **more: Any) -> dict[str, Any]:
    return {"username": "alice", "first_name": "Alice", **more}


# --- A field of the same form ------------------------------------------------------------------


def test_after_signing_in_nothing_more_is_asked_for_a_while(as_carol: Client, alice: User) -> None:
    assert "Your password" not in page(as_carol.get(f"/people/{alice.pk}/"))
    as_carol.post(f"/people/{alice.pk}/", person(alice, is_superuser="on"))
    alice.refresh_from_db()
    assert alice.is_superuser


def test_later_an_administrator_is_made_with_the_password_only(desk: Client, alice: User) -> None:
    assert "Your password" in page(desk.get(f"/people/{alice.pk}/"))
    answer = desk.post(f"/people/{alice.pk}/", person(alice, is_superuser="on"))
    assert "Type this to go on" in page(answer)
    alice.refresh_from_db()
    assert not alice.is_superuser
    desk.post(f"/people/{alice.pk}/", person(alice, is_superuser="on", proof=PASSWORD))
    alice.refresh_from_db()
    assert alice.is_superuser


def test_what_was_typed_is_still_there(desk: Client, alice: User) -> None:
    text = page(desk.post(f"/people/{alice.pk}/", person(alice, is_superuser="on", proof="wrong")))
    assert "This is not your password, nor a code that works now." in text
    assert 'value="Alice"' in text
    assert "checked" in text
    assert "wrong" not in text.replace("field-wrong", "")


def test_what_is_not_sensitive_needs_none(desk: Client, alice: User) -> None:
    desk.post(f"/people/{alice.pk}/", person(alice))
    alice.refresh_from_db()
    assert alice.first_name == "Alice"


def test_once_given_it_lasts_a_quarter_of_an_hour(desk: Client, alice: User) -> None:
    desk.post(f"/people/{alice.pk}/", person(alice, is_superuser="on", proof=PASSWORD))
    assert "Your password" not in page(desk.get(f"/people/{alice.pk}/"))
    with patch("time.time", return_value=time.time() + 15 * 60 + 1):
        assert "Your password" in page(desk.get(f"/people/{alice.pk}/"))


def test_another_mistake_costs_no_try_and_asks_again(desk: Client, alice: User) -> None:
    answer = desk.post(f"/people/{alice.pk}/", {"username": "", "is_superuser": "on", "proof": PASSWORD})
    assert "proof" not in answer.context["form"].errors
    assert "Your password" in page(desk.get(f"/people/{alice.pk}/"))


def test_a_person_is_added_without_and_an_administrator_with_proof(desk: Client) -> None:
    new = {"email": "d@example.com", "password1": NEW, "password2": NEW}
    desk.post("/people/add/", {**new, "username": "dana"})
    desk.post("/people/add/", {**new, "username": "erin", "is_superuser": "on"})
    assert list(User.objects.filter(email="d@example.com").values_list("username", flat=True)) == ["dana"]
    desk.post("/people/add/", {**new, "username": "erin", "is_superuser": "on", "proof": PASSWORD})
    assert User.objects.get(username="erin").is_superuser


def test_giving_a_new_password_needs_proof(desk: Client, alice: User) -> None:
    given = {"new_password1": NEW, "new_password2": NEW}
    desk.post(f"/people/{alice.pk}/password/", given)
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
    desk.post(f"/people/{alice.pk}/password/", {**given, "proof": PASSWORD})
    alice.refresh_from_db()
    assert alice.check_password(NEW)


def test_so_do_the_rules(desk: Client) -> None:
    desk.post("/people/signing-in/", {"second_factor": "everybody"})
    assert not Rules.objects.exists()
    desk.post("/people/signing-in/", {"second_factor": "administrators", "proof": PASSWORD})
    assert Rules.objects.get().second_factor == "administrators"


def test_a_code_is_as_good_as_the_password(desk: Client, alice: User, carol: User) -> None:
    AuthenticatorApp.objects.create(person=carol, nonce="n")
    code = app.generator("n").generate(time.time()).decode()
    desk.post(f"/people/{alice.pk}/", person(alice, is_superuser="on", proof=code))
    alice.refresh_from_db()
    assert alice.is_superuser


def test_so_is_a_recovery_code_once(desk: Client, alice: User, carol: User) -> None:
    code = codes.renew(carol)[0]
    for allowed in (True, False):
        long_ago(desk)
        User.objects.filter(pk=alice.pk).update(is_superuser=False)
        desk.post(f"/people/{alice.pk}/", person(alice, is_superuser="on", proof=code))
        alice.refresh_from_db()
        assert alice.is_superuser is allowed


def test_guessing_here_locks_out_as_at_the_door(desk: Client, alice: User) -> None:
    wrong = person(alice, is_superuser="on", proof="wrong")
    answers = [page(desk.post(f"/people/{alice.pk}/", wrong)) for _ in range(5)]
    assert "Signing in has failed too often." in answers[-1]
    right = desk.post(f"/people/{alice.pk}/", person(alice, is_superuser="on", proof=PASSWORD))
    assert "Signing in has failed too often." in page(right)
    assert Client().post("/sign-in/", {"username": "carol", "password": PASSWORD}).status_code == 429


def test_guessing_at_ones_present_password_does_too(as_alice: Client, alice: User) -> None:
    guess = {"old_password": "guess", "new_password1": NEW, "new_password2": NEW}
    answers = [page(as_alice.post("/password/", guess)) for _ in range(5)]
    assert "Signing in has failed too often." in answers[-1]
    as_alice.post("/password/", {**guess, "old_password": PASSWORD})
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_so_does_an_address_where_it_lets_somebody_in(desk: Client, alice: User, settings: Any) -> None:
    change = person(alice, email="mallory@example.com")
    settings.OIDC_ISSUER = "https://id.example.org"
    assert "Type this to go on" in page(desk.post(f"/people/{alice.pk}/", change))
    settings.OIDC_ISSUER = ""
    assert desk.post(f"/people/{alice.pk}/", change).status_code == 302


# --- A page before the page --------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/account/app/", "/account/passkeys/add/", "/people/{pk}/second-factor/"]
)
def test_a_page_about_the_second_factor_asks_first_and_comes_back(
    desk: Client, alice: User, address: str
) -> None:
    address = address.format(pk=alice.pk)
    asked = desk.get(address).headers["Location"]
    assert "Confirm that it is you" in page(desk.get(asked))
    answer = desk.post(asked, {"proof": PASSWORD})
    assert answer.headers["Location"] == address
    assert desk.get(address).status_code == 200


def test_a_wrong_password_does_not_come_through(desk: Client) -> None:
    answer = desk.post("/account/proof/?next=/account/app/", {"proof": "wrong"})
    assert "This is not your password" in page(answer)
    assert desk.get("/account/app/").status_code == 302


def test_it_leads_to_no_other_site(desk: Client) -> None:
    answer = desk.post("/account/proof/?next=https://elsewhere.example/", {"proof": PASSWORD})
    assert answer.headers["Location"] == "/account/"


def test_a_form_that_was_opened_in_time_may_be_sent_a_little_later(as_alice: Client, alice: User) -> None:
    as_alice.get("/account/app/")
    long_ago(as_alice, 20 * 60)
    code = app.generator(as_alice.session["new_app"]).generate(time.time()).decode()
    as_alice.post("/account/app/", {"code": code})
    assert AuthenticatorApp.objects.filter(person=alice).exists()
    long_ago(as_alice, 31 * 60)
    assert as_alice.post("/account/app/remove/").headers["Location"].startswith("/account/proof/")
    assert AuthenticatorApp.objects.exists()


def test_a_passkey_is_proof(desk: Client, carol: User, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    desk.defaults["HTTP_HOST"] = "localhost"
    device = Device()
    a_passkey(carol, device)
    assert "Use a passkey" in page(desk.get("/account/proof/"))
    task = desk.get("/sign-in/passkey/task/").json()
    answer = desk.post("/account/proof/?next=/account/app/", {"credential": device.sign(task)})
    assert answer.headers["Location"] == "/account/app/"


def test_somebody_elses_passkey_is_none(desk: Client, alice: User, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    desk.defaults["HTTP_HOST"] = "localhost"
    device = Device()
    a_passkey(alice, device)
    task = desk.get("/sign-in/passkey/task/").json()
    answer = desk.post("/account/proof/", {"credential": device.sign(task)})
    assert "That passkey was not accepted." in page(answer)


def test_whoever_has_nothing_to_type_is_led_to_that_page(desk: Client, carol: User, alice: User) -> None:
    carol.set_unusable_password()
    carol.save()
    desk.force_login(carol)
    long_ago(desk)
    answer = page(desk.post(f"/people/{alice.pk}/", person(alice, is_superuser="on")))
    assert 'First <a href="/account/proof/" target="_blank">confirm that it is you</a>' in answer
    assert 'value="Alice"' in answer
