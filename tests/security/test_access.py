"""Every address, tried as everybody: what comes of it follows from what it declares, and nothing else.

A new address is tried by itself. If it has a new kind of argument, `house.furnished` must name an example.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import path, reverse

from config import urls
from people.access import Access, Patterns, access
from people.models import User
from tests.security.house import PEOPLE, House
from tests.security.walk import Address, every_address

ADDRESSES = every_address()
METHODS = ["GET", "HEAD", "POST"]
ANSWERED, OPENED, SIGN_IN = "answered", "opened", "sent to sign in"
NOT_FOUND, REFUSED, NO_METHOD = "not found", "refused", "no such method"
SHARED = {
    Access.ANYONE: [ANSWERED] * 5,
    Access.SIGNED_IN: [SIGN_IN, OPENED, OPENED, OPENED, OPENED],
    Access.OWNER: [SIGN_IN, NOT_FOUND, OPENED, NOT_FOUND, NOT_FOUND],
    Access.KEEPERS: [SIGN_IN, NOT_FOUND, OPENED, NOT_FOUND, OPENED],
    Access.COLLEAGUES: [SIGN_IN, NOT_FOUND, OPENED, OPENED, OPENED],
    Access.RECIPIENTS: [SIGN_IN, NOT_FOUND, OPENED, OPENED, NOT_FOUND],
    Access.ADMINISTRATORS: [SIGN_IN, REFUSED, REFUSED, REFUSED, OPENED],
}
READING = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT")
Rows = dict[str, list[tuple[Any, ...]]]
PRIVATE = [SIGN_IN, NOT_FOUND, OPENED, NOT_FOUND, NOT_FOUND]
NOT_THERE = {
    who: [NOT_FOUND if one is OPENED else one for one in outcomes] for who, outcomes in SHARED.items()
}


def outcome(answer: HttpResponseBase) -> str:
    status = answer.status_code
    if status == 302 and answer.headers["Location"].startswith(f"{reverse(settings.LOGIN_URL)}?next="):
        return SIGN_IN
    opened = status < 500 or status == 503  # as /readyz says that there is no worker here
    return {403: REFUSED, 404: NOT_FOUND}.get(status, OPENED if opened else f"failed: {status}")


class Written:
    """Sees each statement of a connection, and whether one of them may have changed anything."""

    anything = False

    def __call__(self, execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        self.anything |= not sql.lstrip().startswith(READING)
        return execute(sql, *arguments)


def everything() -> Rows:
    """Return all that is in the database."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.managed and model._meta.label != "sessions.Session"
    }


def tried(client: Client, method: str, address: str) -> str:
    """Return what comes of a request, and undo it. Whoever was kept out must have changed nothing."""
    with transaction.atomic():
        written = Written()
        with connection.execute_wrapper(written):
            answer = client.generic(method, address)
        found = outcome(answer)
        kept_out = method == "POST" and found in (SIGN_IN, NOT_FOUND, REFUSED)
        after = everything() if kept_out and written.anything else None
        answer.close()
        transaction.set_rollback(True)
    if after:
        assert everything() == after, f"{method} {address}: {found}, and yet something was changed"
    return NO_METHOD if answer.status_code == 405 else found


def failures(house: House, address: str, expected: list[str]) -> list[str]:
    """Return what went otherwise than expected, as sentences."""
    wrong: list[str] = []
    for name, wanted in zip(PEOPLE, expected, strict=True):
        found = {method: tried(house.client(name), method, address) for method in METHODS}
        if wanted not in (SIGN_IN, REFUSED) and set(found.values()) != {NO_METHOD}:
            # Whoever is signed in may hear that there is no such method, whatever is there.
            found = {method: one for method, one in found.items() if one is not NO_METHOD}
        if wanted is ANSWERED:
            found = {method: one for method, one in found.items() if one.startswith("failed")}
        wrong += [
            f"{method} {address} as {name}: {one}, not {wanted}"
            for method, one in found.items()
            if one != wanted
        ]
    return wrong


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_an_address_lets_in_whom_it_declares_and_nobody_else(address: Address, house: House) -> None:
    assert address.access, f"{address} does not declare who may open it: decorate its view with @access(...)"
    if address.access is not Access.ANYONE:
        unknown = [argument for argument in address.arguments if argument not in house.things]
        assert not unknown, (
            f"{address} has arguments that no example is known for: add {unknown} to furnished()"
        )
    assert failures(house, address.path_with(house.things), SHARED[address.access]) == []


@pytest.mark.parametrize("address", [one for one in ADDRESSES if one.arguments], ids=str)
def test_what_does_not_exist_is_not_found_by_anyone(address: Address, house: House) -> None:
    assert address.access
    assert failures(house, address.path_with({}), NOT_THERE[address.access]) == []


SHAREABLE = [one for one in ADDRESSES if one.access in (Access.KEEPERS, Access.COLLEAGUES)]


@pytest.mark.parametrize("address", SHAREABLE, ids=str)
def test_what_is_not_shared_is_its_owners_alone(address: Address, house: House) -> None:
    if not (private := {name: house.private[name] for name in address.arguments if name in house.private}):
        assert "connections" in str(address), f"{address}: add a private example to furnished()"
        return  # connections belong to nobody: groups are all the privacy they have
    assert failures(house, address.path_with({**house.things, **private}), PRIVATE) == []


@access(Access.OWNER)
def carelessly(_request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(f"Definition {pk}, whoever asks")


@access(Access.ADMINISTRATORS)
def clumsily(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied(f"{request.user} may not either")


@access(Access.ADMINISTRATORS)
def hasty(request: HttpRequest) -> HttpResponse:
    User.objects.create_user(f"made by {request.user}")
    raise PermissionDenied


urlpatterns: Patterns = [
    path("hasty/", hasty),
    path("careless/<int:pk>/", carelessly),
    path("clumsy/", clumsily),
    *urls.urlpatterns,
]


def test_a_view_that_does_not_keep_to_what_it_declares_is_told_apart(house: House, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    careless, clumsy = (
        failures(house, "/careless/1/", SHARED[Access.OWNER]),
        failures(house, "/clumsy/", SHARED[Access.ADMINISTRATORS]),
    )
    assert "GET /careless/1/ as stranger: opened, not not found" in careless
    assert len(careless) == len(METHODS) * 3
    with pytest.raises(AssertionError, match="something was changed"):
        failures(house, "/hasty/", SHARED[Access.ADMINISTRATORS])
    assert clumsy == [f"{method} /clumsy/ as administrator: refused, not opened" for method in METHODS]
