"""The first steps: what is left to do is derived from what was done, and they can be put away."""

import pytest
from django.test import Client

from connections.models import Connection
from people.models import User
from tests.runs.pages import a_connection, a_run


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


def shown(client: Client) -> str:
    """Return the first steps as home shows them; nothing if it shows none."""
    page = client.get("/").content.decode()
    return page[page.index('id="tour"') :].split("</section>")[0] if 'id="tour"' in page else ""


def test_a_newcomer_sees_what_to_do_first(as_alice: Client, line: Connection) -> None:
    tour = shown(as_alice)
    assert tour.count("data-done") == 1  # the connection is there
    assert 'href="/actions/create-a-completion/"' in tour
    assert 'href="/runs/"' in tour


def test_without_a_connection_an_administrator_makes_one_and_others_ask(
    as_alice: Client, as_carol: Client
) -> None:
    assert "Ask an administrator to give you one." in shown(as_alice)
    assert 'href="/connections/create/"' in shown(as_carol)


def test_what_is_done_is_ticked_off(as_alice: Client, alice: User, line: Connection) -> None:
    a_run(alice, line)
    tour = shown(as_alice)
    assert tour.count("data-done") == 2
    assert "Write your first question" not in tour
    assert tour.count("Done:") == 2


def test_once_all_is_done_there_are_none(as_alice: Client, alice: User, line: Connection) -> None:
    a_run(alice, line)
    as_alice.get("/runs/")
    assert shown(as_alice) == ""


def test_to_have_seen_an_empty_history_is_not_enough(as_alice: Client, line: Connection) -> None:
    as_alice.get("/runs/")
    assert shown(as_alice).count("data-done") == 1


def test_they_can_be_put_away_and_stay_away(as_alice: Client, as_bob: Client, line: Connection) -> None:
    as_alice.post("/first-steps/close/")
    assert shown(as_alice) == ""
    assert shown(as_bob)
