"""Many at once, on both databases: no more guesses than one after another, and nothing is used twice."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from people import invitations, lockout
from people.factors import app, codes
from people.forms.invitations import AcceptForm
from people.models import AuthenticatorApp, Invitation, Tries, User
from people.oidc import admission
from tests.conftest import PASSWORD

pytestmark = pytest.mark.processes

AT_ONCE = 16


@pytest.fixture(params=["sqlite_office", "postgres_office"])
def dana(request: pytest.FixtureRequest) -> User:
    """Somebody in a database that many threads work on, as processes would."""
    request.getfixturevalue(request.param)
    return User.objects.create_user("dana", "dana@example.com", PASSWORD)


def at_once(work: Callable[[int], Any]) -> Counter[Any]:
    """Do something many times at the same moment. Returns how often there was which result."""
    start = threading.Barrier(AT_ONCE)

    def working(number: int) -> Any:
        start.wait(60)
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return Counter(threads.map(working, range(AT_ONCE)))


def test_no_more_passwords_are_looked_at_than_one_may_try(dana: User) -> None:
    def guess(_number: int) -> int:
        return Client().post("/sign-in/", {"username": "dana", "password": "wrong"}).status_code

    encode = MD5PasswordHasher.encode
    with patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=encode) as looked_at:
        statuses = at_once(guess)
    assert looked_at.call_count == lockout.LIMITS[Tries.Kind.ACCOUNT]
    assert set(statuses) <= {200, 429}
    assert statuses[429] >= AT_ONCE - 4


def test_a_code_lets_in_one(dana: User) -> None:
    AuthenticatorApp.objects.create(person=dana, nonce="n")
    code = app.generator("n").generate(time.time()).decode()
    assert at_once(lambda _: app.accepts(dana, code)) == {True: 1, False: AT_ONCE - 1}


def test_so_does_a_recovery_code(dana: User) -> None:
    code = codes.renew(dana)[0]
    assert at_once(lambda _: codes.accepts(dana, code)) == {True: 1, False: AT_ONCE - 1}


def test_an_invitation_makes_one_account(dana: User) -> None:
    Invitation.objects.create(digest="1", expires_at=timezone.now() + timedelta(days=1))

    def accept(number: int) -> bool:
        invitation = Invitation.objects.get()
        form = AcceptForm(
            invitation, {"username": f"new{number}", "password1": PASSWORD, "password2": PASSWORD}
        )
        assert form.is_valid()
        return invitations.accept(invitation, form) is not None

    assert at_once(accept) == {True: 1, False: AT_ONCE - 1}
    assert User.objects.filter(username__startswith="new").count() == 1


def test_one_browser_is_kept_once_however_many_pages_it_opens(dana: User) -> None:
    client = Client()
    client.force_login(dana)
    dana.sign_ins.all().delete()
    cookies = client.cookies

    def visit(_number: int) -> int:
        another = Client()
        another.cookies = cookies
        return another.get("/account/").status_code

    assert at_once(visit) == {200: AT_ONCE}
    assert dana.sign_ins.count() == 1


def test_whoever_comes_twice_at_once_by_a_provider_is_one_person(dana: User, settings: Settings) -> None:
    settings.OIDC_ADMIT, settings.OIDC_GROUP = "everybody", "Everybody"
    claims = {"iss": "https://id.example.org", "sub": "1", "preferred_username": "erin"}
    assert at_once(lambda _: admission.admitted(claims).username) == {"erin": AT_ONCE}
    assert User.objects.count() == 2
