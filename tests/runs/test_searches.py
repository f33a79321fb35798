"""Searches that are kept under a name: one's own, few enough, and named as one likes."""

from typing import Any

import pytest
from django.test import Client

from connections.models import Connection
from runs.models import SavedSearch
from runs.searches import MOST, normal
from tests.runs.pages import a_connection, a_run
from tests.runs.test_pages_history import seen

SAVE = "/runs/searches/save/"


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


@pytest.fixture
def search(alice: Any) -> SavedSearch:
    return SavedSearch.objects.create(owner=alice, name="Failed letters", query="state=failed&q=letter")


def test_what_the_history_is_narrowed_down_to_is_saved(
    as_alice: Client, alice: Any, line: Connection
) -> None:
    a_run(alice, line, "A letter", state="failed")
    a_run(alice, line, "A call", state="failed")
    assert (
        'value="state=failed&amp;q=letter"' in as_alice.get("/runs/?q=letter&state=failed").content.decode()
    )
    answer = as_alice.post(SAVE, {"name": " Failed  letters ", "query": "q=letter&state=failed"})
    assert answer.headers["Location"] == "/runs/?state=failed&q=letter"
    assert seen(as_alice, answer.headers["Location"]) == ["A letter"]
    page = as_alice.get(answer.headers["Location"]).content.decode()
    assert 'href="/runs/?state=failed&amp;q=letter" aria-current="page">Failed letters</a>' in page
    assert 'aria-current="page">Failed letters' not in as_alice.get("/runs/").content.decode()


@pytest.mark.parametrize("query", ["", "nonsense=1", "before=7&all=yes", "\0", "q=%20"])
def test_nothing_is_not_saved(as_alice: Client, query: str) -> None:
    answer = as_alice.post(SAVE, {"name": "Nothing", "query": query}, follow=True)
    assert "There is nothing to save yet" in answer.content.decode()
    assert not SavedSearch.objects.exists()


def test_of_a_query_only_what_narrows_down_is_kept() -> None:
    assert normal("state=failed&before=3&next=//elsewhere.example&q=a+b") == "state=failed&q=a+b"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "This field is required"),
        ("x" * 61, "at most 60 characters"),
        ("Failed letters", "You have a search of this name already"),
    ],
)
def test_a_name_that_will_not_do_is_complained_of(
    as_alice: Client, search: SavedSearch, name: str, sentence: str
) -> None:
    answer = as_alice.post(SAVE, {"name": name, "query": "q=tide"})
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (422, True)
    assert 'name="query" value="q=tide"' in page
    assert f'value="{name}"' in page or not name
    assert SavedSearch.objects.count() == 1


def test_there_is_a_limit(as_alice: Client, alice: Any) -> None:
    for number in range(MOST):
        SavedSearch.objects.create(owner=alice, name=str(number), query="q=tide")
    page = as_alice.post(SAVE, {"name": "One more", "query": "q=tide"}).content.decode()
    assert "You have 30 saved searches" in page
    assert (
        as_alice.post(f"/runs/searches/{alice.saved_searches.first().pk}/", {"name": "Other"}).status_code
        == 302
    )


def test_one_is_named_otherwise_and_deleted(as_alice: Client, search: SavedSearch) -> None:
    assert 'value="Failed letters"' in as_alice.get(f"/runs/searches/{search.pk}/").content.decode()
    as_alice.post(f"/runs/searches/{search.pk}/", {"name": "Failed letters"})  # its own name is no other's
    page = as_alice.post(f"/runs/searches/{search.pk}/", {"name": "Post"}, follow=True).content.decode()
    assert "“Post” is saved." in page
    page = as_alice.post(f"/runs/searches/{search.pk}/delete/", follow=True).content.decode()
    assert "“Post” is deleted. What it found stays." in page
    assert "Nothing saved yet" in page


def test_nobody_sees_or_changes_somebody_elses(as_bob: Client, as_carol: Client, search: SavedSearch) -> None:
    for client in (as_bob, as_carol):
        assert "Failed letters" not in client.get("/runs/").content.decode()
        assert "Failed letters" not in client.get("/runs/searches/").content.decode()
        assert client.post(f"/runs/searches/{search.pk}/", {"name": "Mine"}).status_code == 404
        assert client.post(f"/runs/searches/{search.pk}/delete/").status_code == 404
    assert SavedSearch.objects.get().name == "Failed letters"
