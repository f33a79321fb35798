"""Whom a request is taken to come from: whom Django would find, at every request anew."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, get_user
from django.http import HttpRequest
from django.test import Client
from django.utils.crypto import get_random_string

from people.models import User
from people.session_store import SessionStore
from people.signed_in import known, person_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_alice(as_alice: Client) -> HttpRequest:
    request = HttpRequest()
    request.session = SessionStore(as_alice.cookies[settings.SESSION_COOKIE_NAME].value)
    return request


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_it_is_whom_django_would_find(request_of_alice: HttpRequest, alice: User) -> None:
    found, theirs = known(request_of_alice), get_user(request_of_alice)
    assert found == theirs == alice
    names = [field.attname for field in User._meta.concrete_fields]
    assert [getattr(found, name) for name in names] == [getattr(theirs, name) for name in names]


def test_it_takes_two_questions(request_of_alice: HttpRequest, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):  # the session, and the person
        person_of(request_of_alice)


def test_nobody_is_known_without_a_session(db: None) -> None:
    request = HttpRequest()
    request.session = SessionStore()
    assert known(request) is None
    assert not person_of(request).is_authenticated


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "another"}])
def test_a_person_who_was_changed_is_out_at_once(as_alice: Client, alice: User, change: Any) -> None:
    assert is_in(as_alice)
    User.objects.filter(pk=alice.pk).update(**change)
    assert not is_in(as_alice)


def test_a_person_who_was_deleted_is_out_at_once(as_alice: Client, alice: User) -> None:
    alice.delete()
    assert not is_in(as_alice)


def test_what_was_changed_about_a_person_holds_at_once(request_of_alice: HttpRequest, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_superuser=True)
    assert person_of(request_of_alice).is_superuser


def test_a_session_that_is_signed_with_the_key_before_still_counts(as_alice: Client, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = get_random_string(50)
    assert is_in(as_alice)


def test_whoever_came_in_another_way_is_djangos_to_find(request_of_alice: HttpRequest) -> None:
    request_of_alice.session[BACKEND_SESSION_KEY] = "another.way.In"
    assert known(request_of_alice) is None
    assert not person_of(request_of_alice).is_authenticated
