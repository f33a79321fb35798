"""What is declared once, in Python, is said in the language of each reader."""

from collections.abc import Iterator

import pytest
from django import forms
from django.utils.functional import Promise
from django.utils.translation import override

from actions.action import Action
from actions.registry import all_actions, menu
from actions.rows import Rows
from audit.events import GROUPS, Event
from people.sharing import Sharing
from runs.models import State

THE_SAME_EVERYWHERE = {"URL"}


def labels(fields: dict[str, forms.Field]) -> Iterator[object]:
    for field in fields.values():
        if field.label:
            yield field.label
        if isinstance(field, Rows):
            yield field.one
            yield from labels(dict(field.row_fields))


@pytest.mark.parametrize("action", all_actions(), ids=lambda action: action.slug)
def test_every_label_of_an_action_waits_for_its_reader(action: Action) -> None:
    said = [label for label in labels(action.fields) if label not in THE_SAME_EVERYWHERE]
    assert [label for label in (action.title, *said) if not isinstance(label, Promise)] == []


def test_an_action_has_one_address_and_many_titles() -> None:
    (action,) = [one for one in all_actions() if one.slug == "generate-an-image"]
    with override("de"):
        assert (str(action.title), action.slug) == ("Ein Bild erzeugen", "generate-an-image")
        assert action.summary == "Zeichnen Sie ein oder mehrere Bilder nach einer Beschreibung."
        assert [str(group.name) for group in menu()] == ["Text", "Bilder", "Audio", "Dateien und API"]


def test_a_fields_range_and_default_are_told_as_its_reader_writes_them() -> None:
    (action,) = [one for one in all_actions() if one.slug == "create-a-completion"]
    temperature = action.fields["temperature"]
    assert str(temperature.help_text).endswith("From 0 to 2. Blank: 1.")
    with override("de"):
        assert str(temperature.help_text).endswith("Von 0 bis 2. Leer: 1.")


@pytest.mark.parametrize("words", [Event, State, Sharing])
def test_every_choice_of_a_model_waits_for_its_reader(words: type[Event | State | Sharing]) -> None:
    english = {one: str(one.label) for one in words}
    with override("de"):
        assert [one for one in words if str(one.label) == english[one]] == []


def test_the_groups_of_events_do_too() -> None:
    assert all(isinstance(name, Promise) for name in GROUPS.values())
