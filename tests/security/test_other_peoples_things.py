"""A stranger who knows the number of everything that the owner has is shown nothing of it anywhere."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from actions.action import Action
from actions.registry import all_actions
from library.keeping import COMMAND
from runs.models import Attachment, Run
from tests.runs.pages import a_connection, body
from tests.security.house import House
from tests.security.test_scripts import asked_for
from tests.security.walk import every_address
from tests.security.wounds import SCRIPT, poisoned

MARK = "onerror=hurt=1"
assert MARK in SCRIPT


@pytest.fixture(scope="module")
def furnish() -> Callable[[], House]:
    return marked


def marked() -> House:
    """Everything of the owner's is marked; the stranger has a connection to try things with."""
    house = poisoned()
    stranger = house.people["stranger"]
    assert stranger
    stranger.username = stranger.first_name = stranger.last_name = "stranger"
    stranger.save()
    a_connection("Open to all")
    return house


@pytest.fixture
def stranger(house: House) -> Client:
    return house.client("stranger")


def keys(house: House) -> list[str]:
    """Return what the owner's things are known by: of each kind, one."""
    known = [
        value for name, value in house.things.items() if re.search(r"<(int:pk|uuid:\w+|str:file_id)>$", name)
    ]
    return list(dict.fromkeys([*known, *house.private.values()]))


def test_the_mark_is_seen_by_the_owner(house: House) -> None:
    assert MARK in house.client("owner").get("/runs/").content.decode()


def test_no_address_shows_any_of_it(house: House, stranger: Client) -> None:
    for address in every_address():
        for question in ({}, dict.fromkeys(asked_for(), house.things["/runs/<uuid:key>"])):
            assert MARK.encode() not in body(stranger.get(address.path_with(house.things), question)), address


@pytest.mark.parametrize("action", all_actions(), ids=lambda action: action.slug)
def test_no_form_takes_any_of_it(house: House, stranger: Client, action: Action) -> None:
    ask = f"/actions/{action.slug}/"
    for key in keys(house):
        for sent in forms(action, key):
            for answer in (stranger.post(ask, sent, follow=True), stranger.post(f"{ask}fields/", sent)):
                assert MARK.encode() not in body(answer), sent
        assert MARK.encode() not in body(stranger.get(ask, sent)), sent
    assert not Run.objects.filter(owner=house.people["stranger"]).exclude(parent=None).exists()
    assert not Attachment.objects.filter(owner=house.people["stranger"]).exists()


def forms(action: Action, key: str) -> Iterator[dict[str, str]]:
    """Yield the action's form with the key for every field, alone and beside what the form needs."""
    fields = [*action.fields, "parent", "submission", "definition"]
    names = [*fields, *(f"{name}-kept" for name in fields), *(f"{name}-0-file-kept" for name in fields)]
    yield dict.fromkeys(names, key)
    yield {**dict.fromkeys(names, key), COMMAND: "use", "method": "chat", "model": "gpt-5"}
