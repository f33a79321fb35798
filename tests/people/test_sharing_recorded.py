"""What the audit record is told of sharing: what it is, and with whom it is shared now."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from assistants.models import Assistant
from audit.models import Entry
from library.models import Definition

pytestmark = pytest.mark.django_db
KIND = "structured-data"


@pytest.fixture
def press(alice: Any) -> Group:
    press = Group.objects.create(name="Press")
    press.user_set.add(alice)
    return press


def told() -> list[str]:
    entries = Entry.objects.filter(event__startswith="share.").order_by("pk")
    return [f"{entry.actor} {entry.label} {entry.name}: {entry.told}" for entry in entries]


def test_an_assistant_that_is_shared_and_taken_back(as_carol: Client, press: Group) -> None:
    typed = {"name": "Tutor", "model": "gpt-5", "instructions": "Teach.", "sharing": "nobody"}
    as_carol.post("/assistants/add/", typed)
    tutor = Assistant.objects.get()
    for sharing in (
        {"sharing": "groups", "groups": press.pk},
        {"sharing": "everyone"},
        {"sharing": "nobody"},
    ):
        as_carol.post(f"/assistants/{tutor.pk}/", {**typed, **sharing})
    as_carol.post(f"/assistants/{tutor.pk}/", {**typed, "instructions": "Teach well."})
    assert told() == [
        "carol shared Tutor: ['What: assistant', 'With whom: Press']",
        "carol shared Tutor: ['What: assistant', 'With whom: everyone']",
        "carol stopped sharing Tutor: ['What: assistant']",
    ]


def test_a_definition_that_is_shared_on_its_page(as_alice: Client, alice: Any, press: Group) -> None:
    kept = Definition.objects.create(owner=alice, kind=KIND, name="Places")
    as_alice.post(f"/definitions/{kept.pk}/", {"name": "Places", "sharing": "groups", "groups": press.pk})
    as_alice.post(f"/definitions/{kept.pk}/", {"name": "Cities", "sharing": "groups", "groups": press.pk})
    assert told() == ["alice shared Places: ['What: definition', 'With whom: Press']"]


def test_a_definition_that_is_shared_while_it_is_kept(alice: Any, press: Group) -> None:
    keep = Definition.objects.keep
    keep(alice, KIND, "Places", {}, sharing="groups", groups=[press])
    keep(alice, KIND, "Places", {}, sharing="groups", groups=[press])
    keep(alice, KIND, "Places", {}, sharing="nobody")
    keep(alice, KIND, "Mine", {}, sharing="nobody")
    assert [one.partition(": ")[2] for one in told()] == [
        "['What: definition', 'With whom: Press']",
        "['What: definition']",
    ]
