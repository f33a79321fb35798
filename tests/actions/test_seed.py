"""Each form has every field it was promised to have: with its label, need, default and choices."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from django import forms

from actions.describing import label_of
from actions.fields import Choice
from actions.registry import all_actions, get
from actions.rows import Rows
from tests.actions.filled import form_of, input_of, inputs
from tests.actions.made_up import filled_up, roots
from tests.actions.seed import TABLES, Promise, promises


def field_at(fields: Mapping[str, forms.Field], place: str) -> tuple[str, forms.Field]:
    """The field at a place, and its own name. Raises KeyError where there is none."""
    name, _, inner = place.partition(".")
    field: Any = fields[name]
    return field_at(field.row_fields, inner) if inner else (name, field)


@cache
def drawn(slug: str) -> set[str]:
    """Every input and repeating group that some form of an action has, when it is filled in."""
    found: set[str] = set()
    action, promised = get(slug), {promise.place for promise in promises(slug)}
    for root in roots(action):
        for wanted in ("", *sorted(promised)):
            if not wanted or wanted not in found:
                form = form_of(action, filled_up(action, root, wanted))
                found |= groups(form) | {input_of(key) for key, _, _ in inputs(form)}
        if promised <= found:
            break
    return found


def groups(form: Any, before: str = "") -> set[str]:
    """The repeating groups of a form, and of their rows."""
    found: set[str] = set()
    for name, field in form.fields.items():
        if isinstance(field, Rows):
            found.add(f"{before}{name}")
            for row in form[name].row_forms:
                found |= groups(row, f"{before}{name}.")
    return found


@pytest.mark.parametrize("promise", promises(), ids=str)
def test_a_promised_field_has_its_label_and_its_need_and_says_what_it_must(promise: Promise) -> None:
    name, field = field_at(get(promise.slug).fields, promise.place)

    assert label_of(name, field) == promise.label
    assert field.required is promise.required
    if isinstance(field, Choice) and promise.says:
        offered = [str(value) for value, _ in field.options]
        assert set(promise.says.split()) <= {*offered, str(field.initial)}
    elif promise.says:
        assert promise.says in f"{field.initial} {getattr(field, 'default', '')} {field.help_text}"


@pytest.mark.parametrize("promise", promises(), ids=str)
def test_a_promised_field_has_an_input_in_the_form(promise: Promise) -> None:
    assert promise.place in drawn(promise.slug)


def test_the_tables_are_those_of_the_twelve_actions() -> None:
    assert {action.slug for action in all_actions()} >= TABLES.keys()
    assert len(TABLES) == 12


@pytest.mark.parametrize("slug", TABLES)
def test_no_two_fields_that_stand_together_have_one_label(slug: str) -> None:
    form = get(slug).form()
    labels = [label_of(name, field) for name, field in form.fields.items()]

    assert len(labels) == len(set(labels))
