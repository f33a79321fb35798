"""What the audit record is told of people and groups: who changed what of whom, and never a password."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from audit.events import Event
from audit.models import Entry
from config.management.commands.prepare import make_first_administrator
from people.models import User
from people.setup import setup_path
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
ANOTHER = "another horse, another staple"
ON_THE_WAY = [Event.SIGNED_IN, Event.SIGNED_OUT]


def told() -> list[str]:
    entries = list(Entry.objects.exclude(event__in=ON_THE_WAY).order_by("pk"))
    everything = str([vars(entry) for entry in entries])
    assert PASSWORD not in everything
    assert ANOTHER not in everything
    return [f"{entry.actor} {entry.label} {entry.name} {entry.told}" for entry in entries]


def as_shown(user: User, **fields: Any) -> dict[str, Any]:
    """Return the form of a person as a browser sends it back, but for these fields."""
    shown = {"username": user.username, "email": user.email}
    return {**shown, "first_name": user.first_name, "last_name": user.last_name, **fields}


def test_a_person_who_is_added_changed_and_switched(as_carol: Client) -> None:
    press = Group.objects.create(name="Press")
    passwords = {"password1": ANOTHER, "password2": ANOTHER}
    as_carol.post("/people/add/", {"username": "dora", "groups": press.pk, **passwords})
    dora = User.objects.get(username="dora")
    as_carol.post(f"/people/{dora.pk}/", as_shown(dora, groups=press.pk))
    as_carol.post(f"/people/{dora.pk}/", as_shown(dora, last_name="Bell", is_superuser="on"))
    as_carol.post(f"/people/{dora.pk}/off/")
    as_carol.post(f"/people/{dora.pk}/on/")
    changed = ["Last name: nothing → Bell", "Groups: Press → nothing", "Administrator: no → yes"]
    assert told() == [
        "carol added the person dora ['Groups: Press', 'Administrator: no']",
        f"carol changed the person Bell {changed}",
        "carol switched off the person Bell []",
        "carol switched on the person Bell []",
    ]


def test_passwords_that_are_changed_and_given(as_alice: Client, as_carol: Client, alice: User) -> None:
    new = {"new_password1": ANOTHER, "new_password2": ANOTHER}
    as_alice.post("/password/", {"old_password": PASSWORD, **new})
    as_carol.post(f"/people/{alice.pk}/password/", {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert told() == ["alice changed their own password  []", "carol gave a new password to alice []"]


def test_a_group_that_is_made_changed_and_deleted(as_carol: Client, alice: User, bob: User) -> None:
    as_carol.post("/people/groups/add/", {"name": "Press", "members": alice.pk})
    pk = Group.objects.get().pk
    for members in ([alice.pk], [alice.pk, bob.pk]):
        as_carol.post(f"/people/groups/{pk}/", {"name": "Press", "members": members})
    as_carol.post(f"/people/groups/{pk}/delete/")
    assert told() == [
        "carol added the group Press ['Members: alice']",
        "carol changed the group Press ['Members: alice → alice, bob']",
        "carol deleted the group Press []",
    ]


def test_the_first_administrator_comes_by_the_link(client: Client) -> None:
    path = setup_path()
    assert path
    form = {"username": "dora", "email": "d@example.com", "password1": ANOTHER, "password2": ANOTHER}
    client.post(path, form)
    said = "['Through: the set-up link', 'Administrator: yes']"
    assert told() == [f"dora added the person dora {said}"]


def test_or_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_USERNAME", "dora")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", ANOTHER)
    make_first_administrator()
    make_first_administrator()
    assert told() == ["Workroom added the person dora ['Through: the environment', 'Administrator: yes']"]


def fail(username: str, times: int) -> None:
    for _ in range(times):
        Client().post("/sign-in/", {"username": username, "password": "wrong"})


def test_a_lock_out_is_told_once_and_what_is_not_even_tried_is_not(alice: User) -> None:
    fail("alice", 7)
    failed, locked = (
        "Somebody failed to sign in as alice []",
        "Somebody is locked out, after failing to sign in as alice []",
    )
    assert told() == [failed] * 5 + [locked]
    assert {entry.key for entry in Entry.objects.all()} == {str(alice.pk)}


def test_a_name_that_nobody_has_is_not_kept() -> None:
    fail("hunter2, oh no", 1)
    assert told() == ["Somebody failed to sign in as somebody unknown []"]
    assert not re.search("hunter2", str(list(Entry.objects.values())))


def test_what_is_not_saved_is_not_recorded(as_carol: Client, carol: User) -> None:
    as_carol.post("/people/add/", {"username": "dora"})
    as_carol.post(f"/people/{carol.pk}/off/")
    as_carol.post("/people/groups/add/", {"name": ""})
    assert told() == []
