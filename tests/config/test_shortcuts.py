"""The keyboard shortcuts, as their page and the sheet say them."""

import pytest
from django.test import Client

from config.shortcuts import DOING, DRAWING, LEADING
from people.models import User

PAGE = "/shortcuts/"


def test_the_page_says_every_shortcut(as_carol: Client) -> None:
    page = as_carol.get(PAGE).content.decode()
    for one in (*LEADING, *DOING, *DRAWING):
        assert str(one.words) in page


def test_whoever_may_not_open_the_queue_has_no_shortcut_to_it(as_alice: Client) -> None:
    assert "g q" not in as_alice.get("/account/").content.decode()


def test_no_shortcut_is_the_beginning_of_another() -> None:
    keys = [one.keys for one in (*LEADING, *DOING, *DRAWING)]
    assert len(set(keys)) == len(keys)
    assert not [one for one in keys for other in keys if other.startswith(f"{one} ")]


def test_every_page_has_the_sheet_but_their_own(as_alice: Client) -> None:
    assert 'id="shortcuts"' in as_alice.get("/runs/").content.decode()
    assert 'id="shortcuts"' not in as_alice.get(PAGE).content.decode()


def test_they_can_be_switched_off_and_on_again(as_alice: Client, alice: User) -> None:
    for on, said in (("", "They are off."), ("yes", "They are on:")):
        page = as_alice.post("/account/shortcuts/", {"on": on}, follow=True).content.decode()
        assert said in page
        assert ("js/shortcuts.js" in page) == bool(on)
    assert "You can" in as_alice.get(PAGE).content.decode()


@pytest.mark.parametrize("page", ["/nowhere/", "/people/"])
def test_pages_of_refusals_have_them_too(as_alice: Client, page: str) -> None:
    assert "js/shortcuts.js" in as_alice.get(page).content.decode()
