"""Every address declares who may open it; one that does not is closed."""

from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from config import urls
from people.access import Access, Patterns, access, access_of, declared
from people.checks import addresses


def page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


class Others:
    """A part that is not ours, with a method for a view, as Django's own have."""

    def view(self, _request: HttpRequest) -> HttpResponse:
        return HttpResponse("in")


@access(Access.ANYONE)
def door(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


@access(Access.SIGNED_IN)
def room(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


theirs = [path("a/", Others().view), path("b/", page, name="b"), path("c/", door)]
urlpatterns: Patterns = [
    path("forgotten/<int:pk>/", page),
    path("door/", door),
    path("room/", room),
    path("office/", declared(Access.ADMINISTRATORS, include((theirs, "theirs")))),
    path("far/", declared(Access.SIGNED_IN, include([path("off/", include(theirs))]))),
    *urls.urlpatterns,  # what a page links to
]


@pytest.fixture
def these(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize("who", ["client", "as_alice", "as_carol"])
def test_an_address_that_declares_nothing_is_closed_to_everyone(
    these: None, request: pytest.FixtureRequest, db: None, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    client: Client = request.getfixturevalue(who)
    assert client.get("/forgotten/7/").status_code == 403
    assert "does not declare who may open it" in caplog.text


def test_the_system_check_names_it(these: None) -> None:
    with pytest.raises(SystemCheckError, match="“/forgotten/<int:pk>/” does not declare") as failure:
        call_command("check", "--tag", "urls")
    assert str(failure.value).count("people.E001") == 1


def test_every_address_of_workroom_is_declared() -> None:
    call_command("check", "--tag", "urls")


def test_nobody_gets_in_by_the_open_door_only(these: None, client: Client, db: None) -> None:
    assert client.get("/door/").content == b"in"
    for closed in ("/room/", "/office/a/", "/far/off/a/"):
        assert client.get(closed).headers["Location"] == f"/sign-in/?next={closed}"


def test_whoever_is_signed_in_gets_into_the_room_and_not_into_the_office(these: None, as_bob: Client) -> None:
    assert as_bob.get("/room/").content == as_bob.get("/far/off/b/").content == b"in"
    assert [as_bob.get(each).status_code for each in ("/office/a/", "/office/b/")] == [403, 403]


def test_an_administrator_gets_everywhere(these: None, as_carol: Client) -> None:
    assert [as_carol.get(each).content for each in ("/door/", "/room/", "/office/a/", "/office/b/")] == [
        b"in"
    ] * 4


def test_what_says_something_itself_is_not_overruled(these: None, client: Client, db: None) -> None:
    assert client.get("/office/c/").content == b"in"


def test_declaring_an_included_part_leaves_its_views_as_they_were(these: None) -> None:
    assert access_of(page) is None
    found = {route: access_of(pattern.callback) for route, pattern in addresses(urlpatterns)}
    assert found["office/b/"] is Access.ADMINISTRATORS
    assert found["far/off/b/"] is Access.SIGNED_IN
    assert found["forgotten/<int:pk>/"] is None


def test_part_of_a_page_that_asks_after_the_session_ended_becomes_the_sign_in_page(
    client: Client, db: None
) -> None:
    headers: Any = {"HX-Request": "true", "HX-Current-URL": "http://testserver/runs/"}
    answer = client.get("/runs/", headers=headers, follow=True)
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Fruns%2F"
