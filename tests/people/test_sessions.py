"""Where people are signed in is shown to them, and can be ended."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from people.models import SignIn, User
from people.session_store import SessionStore
from runs import sweep
from tests.conftest import PASSWORD, signed_in

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1"
)


def browser(user: User, said: str = FIREFOX, address: str = "192.0.2.1") -> Client:
    """A browser in which somebody has signed in."""
    client = Client(headers={"User-Agent": said}, REMOTE_ADDR=address)
    client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.fixture
def desk(alice: User) -> Client:
    return browser(alice)


@pytest.fixture
def phone(alice: User) -> Client:
    return browser(alice, PHONE, "192.0.2.2")


def test_a_person_sees_where_they_are_signed_in(desk: Client, phone: Client) -> None:
    page = desk.get("/account/").content.decode()
    assert "Firefox on Linux" in page
    assert "192.0.2.1" in page
    assert "Safari on iPhone" in page
    assert page.count(">This browser</span>") == 1


def test_a_person_sees_nobody_elses(desk: Client, bob: User) -> None:
    assert "Firefox on Linux" not in browser(bob, PHONE).get("/account/").content.decode()


def test_a_person_ends_one(desk: Client, phone: Client) -> None:
    there = SignIn.objects.get(browser="Safari on iPhone")
    answer = desk.post(f"/account/sessions/{there.pk}/end/", follow=True)
    assert "Safari on iPhone is signed out." in answer.content.decode()
    assert is_in(desk)
    assert not is_in(phone)


def test_a_person_ends_all_but_this(desk: Client, phone: Client, alice: User, bob: User) -> None:
    third, another = browser(alice), browser(bob)
    desk.post("/account/sessions/end/")
    assert [is_in(client) for client in (desk, phone, third, another)] == [True, False, False, True]


def test_nobody_ends_anothers(as_bob: Client, desk: Client) -> None:
    assert (
        as_bob.post(f"/account/sessions/{SignIn.objects.get(person__username='alice').pk}/end/").status_code
        == 404
    )
    assert is_in(desk)


def test_ones_own_browser_is_left_by_signing_out(desk: Client) -> None:
    assert desk.post(f"/account/sessions/{SignIn.objects.get().pk}/end/").status_code == 404
    desk.post("/sign-out/")
    assert not SignIn.objects.exists()


def test_an_administrator_ends_all_of_a_persons(
    as_carol: Client, desk: Client, phone: Client, alice: User
) -> None:
    assert "Safari on iPhone" in as_carol.get(f"/people/{alice.pk}/").content.decode()
    as_carol.post(f"/people/{alice.pk}/sign-out/")
    assert not is_in(desk)
    assert not is_in(phone)
    assert "Nowhere at the moment." in as_carol.get(f"/people/{alice.pk}/").content.decode()


def test_an_administrator_who_ends_their_own_stays_here(as_carol: Client, carol: User) -> None:
    other = browser(carol)
    as_carol.post(f"/people/{carol.pk}/sign-out/")
    assert is_in(as_carol)
    assert not is_in(other)


@pytest.mark.parametrize(
    ("path", "answers"),
    [
        ("/people/{pk}/off/", {}),
        ("/people/{pk}/password/", {"new_password1": "better words 7", "new_password2": "better words 7"}),
    ],
)
def test_what_shuts_a_person_out_ends_their_sessions(
    as_carol: Client, desk: Client, alice: User, path: str, answers: dict[str, str]
) -> None:
    as_carol.post(path.format(pk=alice.pk), answers)
    assert not alice.sign_ins.exists()
    assert not is_in(desk)


def test_changing_the_password_keeps_since_when_one_is_here(desk: Client, alice: User) -> None:
    since = alice.sign_ins.get().since
    desk.post(
        "/password/",
        {"old_password": PASSWORD, "new_password1": "better words 7", "new_password2": "better words 7"},
    )
    assert is_in(desk)
    assert alice.sign_ins.get().since == since


def test_a_visit_is_kept_to_the_minute(desk: Client) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    SignIn.objects.update(last_used_at=long_ago, since=long_ago)
    desk.get("/account/", REMOTE_ADDR="192.0.2.9")
    kept = SignIn.objects.get()
    assert kept.last_used_at > timezone.now() - timedelta(minutes=1)
    assert kept.since == long_ago
    assert kept.address == "192.0.2.9"
    desk.get("/account/", REMOTE_ADDR="192.0.2.10")
    assert SignIn.objects.get().address == "192.0.2.9"


def test_a_session_that_has_run_out_is_not_shown(as_carol: Client, desk: Client, alice: User) -> None:
    Session.objects.filter(signin__person=alice).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert "Nowhere at the moment." in as_carol.get(f"/people/{alice.pk}/").content.decode()
    sweep.drop_leftovers()
    assert not alice.sign_ins.exists()
    assert Session.objects.count() == 1  # the administrator's


def test_a_session_from_before_sessions_were_kept_appears_with_its_next_page(alice: User) -> None:
    client = signed_in(alice)
    SignIn.objects.all().delete()
    assert is_in(client)
    assert alice.sign_ins.count() == 1


def test_django_reads_a_session_as_it_was_written_and_the_other_way_round(desk: Client) -> None:
    key = desk.session.session_key
    assert db.SessionStore(key).load() == SessionStore(key).load() != {}


def test_a_session_that_has_run_out_is_nobodys(desk: Client) -> None:
    key = desk.session.session_key
    Session.objects.update(expire_date=timezone.now())
    assert SessionStore(key).load() == {}
    assert not is_in(desk)
