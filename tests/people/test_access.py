"""Who may open which page, and what every page has."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from people.models import User

OWN = ["/account/", "/password/"]
LISTS = ["/people/", "/people/add/", "/people/groups/", "/people/groups/add/", "/people/signing-in/"]
ONE = ["/people/{pk}/", "/people/{pk}/password/"]
GROUP = ["/people/groups/{group}/", "/people/groups/{group}/delete/"]
ADMINISTRATORS = LISTS + ONE + GROUP


@pytest.fixture
def at(alice: User) -> dict[str, int]:
    """The keys that stand in the addresses."""
    return {"pk": alice.pk, "group": Group.objects.create(name="Marketing").pk}


@pytest.mark.parametrize("path", OWN + ADMINISTRATORS)
def test_nobody_opens_a_page_without_signing_in(client: Client, at: dict[str, int], path: str) -> None:
    address = path.format(**at)
    assert client.get(address).headers["Location"] == f"/sign-in/?next={address}"


@pytest.mark.parametrize(
    "path", [*ADMINISTRATORS, "/people/{pk}/on/", "/people/{pk}/off/", "/people/{pk}/sign-out/"]
)
def test_only_administrators_see_and_change_people(as_bob: Client, at: dict[str, int], path: str) -> None:
    address = path.format(**at)
    assert as_bob.get(address).status_code == 403
    assert as_bob.post(address).status_code == 403


def test_a_staff_member_who_is_no_administrator_may_not_either(as_bob: Client, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    assert as_bob.get("/people/").status_code == 403


@pytest.mark.parametrize("path", OWN + ADMINISTRATORS)
def test_every_page_has_one_heading_and_a_title(as_carol: Client, at: dict[str, int], path: str) -> None:
    page = as_carol.get(path.format(**at)).content.decode()
    assert len(re.findall(r"<h1\b", page)) == 1
    assert re.search(r"<title>\S.* · Workroom</title>", page)


def test_the_sign_in_page_has_one_heading_and_a_title(client: Client, db: None) -> None:
    page = client.get("/sign-in/").content.decode()
    assert page.count("<h1>") == 1
    assert "<title>Sign in · Workroom</title>" in page


def test_what_is_not_there_is_not_found(as_carol: Client) -> None:
    assert as_carol.get("/people/999/").status_code == 404
    assert as_carol.get("/people/groups/999/").status_code == 404


def test_switching_off_takes_more_than_a_link(as_carol: Client, alice: User) -> None:
    assert as_carol.get(f"/people/{alice.pk}/off/").status_code == 405
