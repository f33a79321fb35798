"""What is written down of a request, a task, a command, and of what nobody expected."""

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser, Group
from django.db import transaction
from django.test import Client, RequestFactory

from audit import present
from audit.events import Event
from audit.models import Entry
from audit.trail import Thing, record
from tests.conftest import PASSWORD


@pytest.fixture
def press(db: None) -> Group:
    return Group.objects.create(name="Press")


def during(user: Any, thing: Any = None, **details: Any) -> Entry:
    """Record something while a request of this person is answered, and return the entry."""
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    request.user = user
    token = present.request.set(request)
    try:
        record(Event.GROUP_CHANGED, thing, **details)
    finally:
        present.request.reset(token)
    return Entry.objects.newest()[0]


def test_a_request_says_who_and_from_where(carol: Any, press: Group) -> None:
    entry = during(carol, press)
    assert (entry.who, entry.who_name, entry.address) == (str(carol.pk), "carol", "192.0.2.7")
    assert (entry.kind, entry.key, entry.name) == ("group", str(press.pk), "Press")


def test_an_entry_has_the_id_under_which_the_logs_know_its_request(as_carol: Client) -> None:
    answer = as_carol.post("/sign-out/")
    assert Entry.objects.newest()[0].request_id == answer.headers["X-Request-ID"]


def test_a_task_names_the_person_it_works_for(alice: Any, press: Group) -> None:
    record(Event.RUN_STARTED, press, by=alice)
    entry = Entry.objects.get()
    assert (entry.who_name, entry.address, entry.actor) == ("alice", "", "alice")


def test_what_a_command_does_was_done_by_workroom(press: Group) -> None:
    record(Event.KEYS_ROTATED)
    assert Entry.objects.get().actor == "Workroom"


def test_whoever_is_not_signed_in_is_somebody(press: Group) -> None:
    entry = during(AnonymousUser())
    assert (entry.who, entry.who_name, entry.actor) == ("", "", "Somebody")


def test_the_middleware_hands_the_request_on_and_forgets_it(as_carol: Client, carol: Any) -> None:
    as_carol.post("/sign-out/", REMOTE_ADDR="192.0.2.9")
    assert Entry.objects.newest()[0].address == "192.0.2.9"
    assert present.request.get() is None


def test_one_entry_costs_one_statement(carol: Any, press: Group, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        record(Event.GROUP_CHANGED, press, by=carol, changes=[["Name", "a", "b"]])


class Odd:
    """A thing that cannot say what it is."""

    pk = "odd\0key" * 100

    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    "thing",
    [
        Odd(),
        object(),
        float("nan"),
        7,
        "x" * 5000,
        "half \ud800 and \0",
        Thing("k" * 99, "", ""),
        Group(),
        Group(name="new"),
    ],
)
def test_an_odd_thing_is_written_down_as_well_as_it_goes(db: None, thing: Any) -> None:
    record(Event.GROUP_CHANGED, thing, odd=thing, nested=[[thing, None], {"a": thing}], many=["x"] * 999)
    entry = Entry.objects.get()
    assert len(entry.name) <= 200
    assert "\0" not in f"{entry.name}{entry.key}{entry.details}"
    assert len(str(entry.details)) < 3000
    assert Entry.objects.get().told


def test_a_person_that_cannot_be_named_stops_nothing(db: None) -> None:
    record(Event.GROUP_CHANGED, by=Odd())
    assert Entry.objects.get().who_name == "(Odd: RuntimeError)"


def test_what_is_undone_was_not_done(press: Group) -> None:
    with transaction.atomic():
        record(Event.GROUP_CHANGED, press)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


def test_a_person_or_thing_that_goes_changes_no_entry(alice: Any, press: Group) -> None:
    entry = during(alice, press)
    alice.delete()
    press.delete()
    entry.refresh_from_db()
    assert (entry.who_name, entry.name) == ("alice", "Press")


def test_signing_in_and_out_is_recorded_with_the_address(client: Client, alice: Any) -> None:
    client.post("/sign-in/", {"username": "alice", "password": PASSWORD}, REMOTE_ADDR="192.0.2.1")
    client.post("/sign-out/", REMOTE_ADDR="192.0.2.2")
    client.post("/sign-out/")  # nobody is signed in any more: nothing happens
    signed_in, signed_out = Entry.objects.order_by("pk")
    assert (signed_in.label, signed_in.who, signed_in.address) == ("signed in", str(alice.pk), "192.0.2.1")
    assert (signed_out.label, signed_out.who, signed_out.address) == (
        "signed out",
        str(alice.pk),
        "192.0.2.2",
    )


def test_a_failure_to_sign_in_tells_the_name_and_never_the_password(client: Client, alice: Any) -> None:
    client.post("/sign-in/", {"username": "alice", "password": "swordfish"}, REMOTE_ADDR="192.0.2.1")
    entry = Entry.objects.get()
    assert (entry.actor, entry.label, entry.name) == ("Somebody", "failed to sign in as", "alice")
    assert "swordfish" not in str(vars(entry))


@pytest.mark.sqlite
def test_a_failure_without_a_request_is_recorded_too(db: None) -> None:
    assert authenticate(username="mallory\0", password="x") is None
    assert Entry.objects.get().name == "somebody unknown"
