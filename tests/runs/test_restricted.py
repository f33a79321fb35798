"""A call can do all that a key may do: only administrators make one, and whom they chose."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from actions import registry
from connections.models import Connection
from people.models import User
from runs.failures import Refused
from runs.keeper import Hand
from runs.models import Attempt, Run
from runs.performing import Performance
from tests.runs.pages import a_connection

CALL = "/actions/make-an-api-call/"
ASKED = {"method": "GET", "url": "/v1/models"}


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


def test_without_a_choice_only_administrators_get_the_form(
    as_alice: Client, as_carol: Client, line: Connection
) -> None:
    assert "only administrators make them" in as_alice.get(CALL).content.decode()
    assert 'name="url"' in as_carol.get(CALL).content.decode()


def test_a_chosen_group_may(as_alice: Client, alice: User, line: Connection) -> None:
    callers = Group.objects.create(name="Callers")
    alice.groups.add(callers)
    line.call_groups.add(callers)

    assert 'name="url"' in as_alice.get(CALL).content.decode()


def test_whoever_may_not_cannot_send_it_either(as_alice: Client, line: Connection) -> None:
    assert as_alice.post(CALL, {**ASKED, "connection": str(line.pk)}).status_code == 422
    assert not Run.objects.exists()


def test_other_actions_stay_open_to_everyone(as_alice: Client, line: Connection) -> None:
    assert 'name="messages' in as_alice.get("/actions/create-a-completion/").content.decode()


def test_who_was_taken_out_of_the_group_cannot_run_an_earlier_call_again(
    as_alice: Client, alice: User, line: Connection
) -> None:
    run = Run.objects.submit(alice, line, registry.get("make-an-api-call"), ASKED)

    assert as_alice.post(f"/runs/{run.key}/repeat/").url == f"/runs/{run.key}/again/"  # type: ignore[attr-defined]
    assert Run.objects.count() == 1


def test_a_waiting_call_of_one_who_may_not_any_more_is_not_made(alice: User, line: Connection) -> None:
    run = Run.objects.submit(alice, line, registry.get("make-an-api-call"), ASKED)
    performance = Performance(run, Hand(Attempt(run=run, number=1)))

    with pytest.raises(Refused) as refused:
        performance.prepare()
    assert refused.value.kind == "connection_denied"
