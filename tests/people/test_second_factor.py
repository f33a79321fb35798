"""A code of an app after the password, and recovery codes for the day when the phone is lost."""

import re
import time
from base64 import b32decode
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from people import factors
from people.factors import app, codes
from people.models import AuthenticatorApp, RecoveryCode, Rules, User
from tests.conftest import PASSWORD, signed_in

SET_UP, SECOND = "/account/app/", "/sign-in/second-step/"
NONCE = "a nonce"
CLOCK = SimpleNamespace(time=time.time)


def shown(nonce: str = NONCE, *, late: int = 0) -> str:
    """The code that an app shows, or showed so many half minutes ago."""
    return app.generator(nonce).generate(CLOCK.time() - late * app.STEP).decode()


@pytest.fixture(autouse=True)
def no_boundary(monkeypatch: pytest.MonkeyPatch) -> None:
    """No half minute passes between what the app shows and what is typed."""
    middle = time.time() // app.STEP * app.STEP + app.STEP / 2
    monkeypatch.setattr(CLOCK, "time", lambda: middle)
    monkeypatch.setattr("people.factors.app.time", CLOCK)


@pytest.fixture
def phone(alice: User) -> AuthenticatorApp:
    """Alice has an app."""
    return AuthenticatorApp.objects.create(person=alice, nonce=NONCE)


def half_way(client: Client, onward: str = "/runs/") -> Client:
    """A browser in which Alice has given her password."""
    answer = client.post("/sign-in/", {"username": "alice", "password": PASSWORD, "next": onward})
    assert answer.headers["Location"] == SECOND
    return client


def type_code(client: Client, code: str) -> Any:
    return client.post(SECOND, {"code": code})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# --- Setting it up -----------------------------------------------------------------------------


def test_an_app_is_set_up_by_the_key_that_the_page_shows(as_alice: Client, alice: User) -> None:
    page = as_alice.get(SET_UP).content.decode()
    match = re.search(r'<code id="secret">([A-Z2-7 ]+)</code>', page)
    assert match
    mine = TOTP(b32decode(match[1].replace(" ", "")), 6, SHA1(), 30)
    answer = as_alice.post(SET_UP, {"code": mine.generate(CLOCK.time()).decode()})
    assert "Keep these recovery codes" in answer.content.decode()
    assert factors.has_app(alice)


def test_the_picture_says_the_same_as_the_key(as_alice: Client, alice: User) -> None:
    as_alice.get(SET_UP)
    nonce = as_alice.session["new_app"]
    assert app.address(nonce, alice).startswith("otpauth://totp/Workroom:alice?")
    assert app.typed_secret(nonce).replace(" ", "") in app.address(nonce, alice)
    width, dark = app.picture(app.address(nonce, alice))
    assert width > 30
    assert dark.count("z") > 300


def test_the_key_stays_the_same_until_it_is_set_up(as_alice: Client) -> None:
    secrets = [re.findall(r'id="secret">([^<]+)', as_alice.get(SET_UP).content.decode()) for _ in range(2)]
    assert secrets[0] == secrets[1]


def test_a_wrong_code_sets_nothing_up(as_alice: Client, alice: User) -> None:
    as_alice.get(SET_UP)
    answer = as_alice.post(SET_UP, {"code": "000000"})
    assert "This code does not work now." in answer.content.decode()
    assert not factors.is_set_up(alice)


def test_neither_secret_nor_recovery_codes_stand_in_the_database(as_alice: Client, alice: User) -> None:
    as_alice.get(SET_UP)
    nonce = as_alice.session["new_app"]
    made = as_alice.post(SET_UP, {"code": shown(nonce)}).context["codes"]
    kept = str(list(AuthenticatorApp.objects.values())) + str(list(RecoveryCode.objects.values()))
    assert app.typed_secret(nonce).replace(" ", "") not in kept
    assert not [code for code in made if code in kept or code.replace("-", "") in kept]


def test_another_installation_has_other_codes_for_the_same_nonce(settings: Any) -> None:
    here = app.secret_of(NONCE)
    settings.SECRET_KEY = "another"
    assert app.secret_of(NONCE) != here


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, cut to six digits."""
    with patch("people.factors.app.secret_of", return_value=b"12345678901234567890"):
        for moment, code in [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")]:
            with patch.object(CLOCK, "time", return_value=moment):
                assert app.step_of(NONCE, code) == moment // 30


def test_setting_up_the_first_signs_out_the_browsers_that_had_but_a_password(
    as_alice: Client, alice: User
) -> None:
    other = signed_in(alice)
    as_alice.get(SET_UP)
    as_alice.post(SET_UP, {"code": shown(as_alice.session["new_app"])})
    assert as_alice.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def test_a_second_one_replaces_the_first_and_leaves_the_recovery_codes(
    as_alice: Client, alice: User, phone: AuthenticatorApp
) -> None:
    codes.renew(alice)
    as_alice.get(SET_UP)
    nonce = as_alice.session["new_app"]
    as_alice.post(SET_UP, {"code": shown(nonce)})
    assert AuthenticatorApp.objects.get().nonce == nonce
    assert alice.recovery_codes.count() == 10


# --- Signing in with it ------------------------------------------------------------------------


def test_the_password_alone_no_longer_signs_in(client: Client, phone: AuthenticatorApp) -> None:
    half_way(client)
    assert not is_in(client)
    assert client.get("/runs/").headers["Location"] == "/sign-in/?next=/runs/"


def test_the_code_signs_in_and_leads_to_the_page_that_was_asked_for(
    client: Client, phone: AuthenticatorApp
) -> None:
    answer = type_code(half_way(client), shown())
    assert answer.headers["Location"] == "/runs/"
    assert is_in(client)


@pytest.mark.parametrize("late", [-1, 1])
def test_a_clock_may_be_half_a_minute_off(client: Client, phone: AuthenticatorApp, late: int) -> None:
    type_code(half_way(client), shown(late=late))
    assert is_in(client)


def test_an_old_code_does_not_work(client: Client, phone: AuthenticatorApp) -> None:
    answer = type_code(half_way(client), shown(late=3))
    assert "This code does not work now." in answer.content.decode()
    assert not is_in(client)


def test_blanks_in_a_code_do_not_matter(client: Client, phone: AuthenticatorApp) -> None:
    code = shown()
    type_code(half_way(client), f" {code[:3]} {code[3:]} ")
    assert is_in(client)


def test_a_code_works_once(client: Client, phone: AuthenticatorApp) -> None:
    code = shown()
    type_code(half_way(client), code)
    again = half_way(Client())
    type_code(again, code)
    assert not is_in(again)


def test_a_code_that_came_before_a_used_one_does_not_work_either(
    client: Client, phone: AuthenticatorApp
) -> None:
    before = shown(late=1)
    type_code(half_way(client), shown())
    again = half_way(Client())
    type_code(again, before)
    assert not is_in(again)


def test_letters_for_a_code_are_refused(client: Client, phone: AuthenticatorApp) -> None:
    assert type_code(half_way(client), "\u0661\u0662\u0663abc").status_code == 200
    assert not is_in(client)


def test_without_the_password_there_is_no_second_step(client: Client, phone: AuthenticatorApp) -> None:
    assert client.get(SECOND).headers["Location"] == "/sign-in/"
    type_code(client, shown())
    assert not is_in(client)


def test_ten_minutes_later_the_password_is_asked_for_again(client: Client, phone: AuthenticatorApp) -> None:
    half_way(client)
    later = time.time() + 601
    with patch("time.time", return_value=later):
        type_code(client, shown())
    assert not is_in(client)


@pytest.mark.parametrize("change", ["password", "off"])
def test_what_happens_between_the_steps_counts(
    client: Client, phone: AuthenticatorApp, alice: User, change: str
) -> None:
    half_way(client)
    if change == "password":
        alice.set_password("another one 7")
    else:
        alice.is_active = False
    alice.save()
    type_code(client, shown())
    assert not is_in(client)


def test_five_wrong_codes_lock_out_and_a_right_one_does_not_help(
    client: Client, phone: AuthenticatorApp
) -> None:
    half_way(client)
    answers = [type_code(client, "000000").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert type_code(client, shown()).status_code == 429
    assert not is_in(client)


def test_giving_the_password_again_gives_no_further_codes_to_try(phone: AuthenticatorApp) -> None:
    statuses = [type_code(half_way(Client()), "000000").status_code for _ in range(5)]
    assert statuses[-1] == 429
    late = Client().post("/sign-in/", {"username": "alice", "password": PASSWORD})
    assert late.status_code == 429


def test_a_person_is_told_of_as_signed_in_only_after_both_steps(
    client: Client, phone: AuthenticatorApp
) -> None:
    heard: list[str] = []

    def came_in(**_about: Any) -> None:
        heard.append("in")

    def failed(**_about: Any) -> None:
        heard.append("failed")

    user_logged_in.connect(came_in)
    user_login_failed.connect(failed)
    try:
        half_way(client)
        type_code(client, "000000")
        type_code(client, shown())
    finally:
        user_logged_in.disconnect(came_in)
        user_login_failed.disconnect(failed)
    assert heard == ["failed", "in"]


# --- Recovery codes ----------------------------------------------------------------------------


@pytest.fixture
def recovery(alice: User, phone: AuthenticatorApp) -> list[str]:
    return codes.renew(alice)


def test_there_are_ten_and_no_two_are_alike(recovery: list[str]) -> None:
    assert len(set(recovery)) == 10
    assert all(re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", code) for code in recovery)


@pytest.mark.parametrize("spelt", [str, str.upper, lambda code: code.replace("-", " ")])
def test_a_recovery_code_signs_in_once_however_it_is_spelt(
    client: Client, recovery: list[str], spelt: Any
) -> None:
    type_code(half_way(client), spelt(recovery[3]))
    assert is_in(client)
    again = half_way(Client())
    type_code(again, recovery[3])
    assert not is_in(again)
    type_code(again, recovery[4])
    assert is_in(again)


def test_nobody_elses_recovery_code_works(client: Client, recovery: list[str], bob: User) -> None:
    theirs = codes.renew(bob)
    type_code(half_way(client), theirs[0])
    assert not is_in(client)


def test_new_ones_put_an_end_to_the_old(as_alice: Client, client: Client, recovery: list[str]) -> None:
    assert "Make new recovery codes?" in as_alice.get("/account/recovery-codes/").content.decode()
    new = as_alice.post("/account/recovery-codes/").context["codes"]
    type_code(half_way(client), recovery[0])
    assert not is_in(client)
    type_code(client, new[0])
    assert is_in(client)


def test_they_can_be_downloaded_from_the_page_that_shows_them(as_alice: Client, recovery: list[str]) -> None:
    answer = as_alice.post("/account/recovery-codes/")
    page = answer.content.decode()
    match = re.search(
        r'download="workroom-recovery-codes.txt" href="data:text/plain;charset=utf-8,([^"]+)"', page
    )
    assert match
    assert all(code in match[1] for code in answer.context["codes"])
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_page_says_how_many_are_left(as_alice: Client, client: Client, recovery: list[str]) -> None:
    type_code(half_way(client), recovery[0])
    assert "9 left." in as_alice.get("/account/").content.decode()


def test_without_a_second_factor_there_are_no_recovery_codes(as_alice: Client, alice: User) -> None:
    assert as_alice.post("/account/recovery-codes/").headers["Location"] == "/account/"
    assert not alice.recovery_codes.exists()


# --- Taking it away ----------------------------------------------------------------------------


def test_a_person_removes_their_app_and_the_recovery_codes_go_too(
    as_alice: Client, client: Client, alice: User, recovery: list[str]
) -> None:
    assert "Remove Authenticator app?" in as_alice.get("/account/app/remove/").content.decode()
    as_alice.post("/account/app/remove/")
    assert not factors.is_set_up(alice)
    assert not alice.recovery_codes.exists()
    client.post("/sign-in/", {"username": "alice", "password": PASSWORD})
    assert is_in(client)


def test_where_one_is_asked_for_the_last_stays(as_alice: Client, alice: User, recovery: list[str]) -> None:
    Rules.objects.create(pk=1, second_factor=Rules.Who.EVERYBODY)
    as_alice = Client()
    type_code(half_way(as_alice), shown())
    assert "your only second factor" in as_alice.post("/account/app/remove/").content.decode()
    assert factors.has_app(alice)


def test_an_administrator_removes_what_a_person_has_lost(
    as_carol: Client, as_alice: Client, client: Client, alice: User, recovery: list[str]
) -> None:
    assert "Authenticator app" in as_carol.get(f"/people/{alice.pk}/").content.decode()
    address = f"/people/{alice.pk}/second-factor/"
    assert "Remove the second factor of alice?" in as_carol.get(address).content.decode()
    as_carol.post(address)
    assert not factors.is_set_up(alice)
    assert as_alice.get("/account/").status_code == 302
    client.post("/sign-in/", {"username": "alice", "password": PASSWORD})
    assert is_in(client)


# --- Where it is asked for ---------------------------------------------------------------------


@pytest.fixture
def asked_of(db: None) -> Any:
    def ask(who: Rules.Who) -> None:
        Rules.objects.update_or_create(pk=1, defaults={"second_factor": who})

    return ask


def test_an_administrator_has_everybody_set_one_up(as_carol: Client, as_alice: Client, alice: User) -> None:
    as_carol.post("/people/signing-in/", {"second_factor": "everybody"})
    assert as_alice.get("/runs/").headers["Location"] == "/account/"
    assert "asks you for a second factor" in as_alice.get("/account/").content.decode()
    as_alice.get(SET_UP)
    as_alice.post(SET_UP, {"code": shown(as_alice.session["new_app"])})
    assert as_alice.get("/runs/").status_code == 200
    assert "asks you for a second factor" not in as_alice.get("/account/").content.decode()


def test_or_administrators_alone(asked_of: Any, as_carol: Client, as_alice: Client) -> None:
    asked_of(Rules.Who.ADMINISTRATORS)
    assert as_alice.get("/runs/").status_code == 200
    assert as_carol.get("/people/").headers["Location"] == "/account/"


def test_until_then_nothing_else_opens_but_the_way_out(asked_of: Any, as_alice: Client) -> None:
    asked_of(Rules.Who.EVERYBODY)
    for address in ("/", "/actions/create-a-completion/", "/assistants/", "/password/"):
        assert as_alice.get(address).headers["Location"] == "/account/"
    assert as_alice.post("/assistants/new/", {}).status_code in (302, 404)
    assert as_alice.get("/account/passkeys/add/").status_code == 200
    assert as_alice.post("/sign-out/").headers["Location"] == "/sign-in/"


def test_a_part_of_a_page_becomes_the_account_page(asked_of: Any, as_alice: Client) -> None:
    asked_of(Rules.Who.EVERYBODY)
    answer = as_alice.get("/runs/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/account/"


def test_whoever_showed_one_at_sign_in_notices_nothing(
    asked_of: Any, client: Client, phone: AuthenticatorApp
) -> None:
    asked_of(Rules.Who.EVERYBODY)
    type_code(half_way(client), shown())
    assert client.get("/runs/").status_code == 200


def test_the_only_administrator_is_let_in_from_the_command_line(
    client: Client, alice: User, recovery: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(5):
        client.post("/sign-in/", {"username": "alice", "password": "wrong"})
    call_command("let_in", "alice")
    assert "alice signs in with the password alone now." in capsys.readouterr().out
    client.post("/sign-in/", {"username": "alice", "password": PASSWORD})
    assert is_in(client)


def test_the_command_line_knows_whom_it_does_not_know(db: None) -> None:
    with pytest.raises(CommandError, match="Nobody has the user name “nobody”"):
        call_command("let_in", "nobody")
