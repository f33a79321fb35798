"""The least and the greatest value of every field are taken, and the next one beyond is refused at the field.

What the limits are is read from the forms, for every model family; that they are OpenAI's is what the
contract tests hold them to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pytest
from django import forms

from actions.action import Action
from actions.fields import Integer, Number
from actions.forms import DeclaredForm
from actions.registry import all_actions
from actions.rows import Rows
from tests.actions.filled import Filled, form_of
from tests.actions.ways import ways


@dataclass(frozen=True)
class Case:
    """A value for one input of a form that is right otherwise."""

    way: Filled
    input: str
    value: str
    code: str  # of the error, where the value lies beyond the limit
    within: bool

    def codes(self, action: Action) -> set[str]:
        """The codes of the errors at the input."""
        form = form_of(action, replace(self.way, typed=self.way.typed | {self.input: self.value}))
        form.is_valid()
        owner, name = next((each, name) for key, each, name in inputs(form) if key == self.input)
        return {str(error.code) for error in owner.errors.as_data().get(name, ())}


def inputs(form: DeclaredForm) -> Iterator[tuple[str, DeclaredForm, str]]:
    """Every input's name with the form or row that it belongs to, and the field's name there."""
    for name, field in form.fields.items():
        if isinstance(field, Rows):
            for row in form[name].row_forms:  # type: ignore[attr-defined]  # a BoundRows
                yield from inputs(row)
        else:
            yield form.add_prefix(name), form, name


def limits(field: forms.Field) -> Iterator[tuple[str, str, bool]]:
    """Each limit of a field, and what lies just beyond it: the value, the code, whether it is within."""
    step = 1 if isinstance(field, Integer) else 0.001
    if isinstance(field, Integer | Number):
        for code, limit, beyond in (
            ("min_value", field.min_value, -step),
            ("max_value", field.max_value, step),
        ):
            if limit is not None:
                yield str(limit), code, True
                yield str(limit + beyond), code, False
    elif length := getattr(field, "max_length", None):
        yield "x" * length, "max_length", True
        yield "x" * (length + 1), "max_length", False


@cache
def cases(action: Action) -> list[Case]:
    """The cases of an action: each limit once for each family that has its own."""
    found: dict[Any, Case] = {}
    for way in ways(action):
        for key, owner, name in inputs(form_of(action, way)):
            if key in way.typed:
                for value, code, within in limits(owner.fields[name]):
                    found.setdefault((key, value), Case(way, key, value, code, within))
    return list(found.values())


@pytest.fixture(scope="module", params=all_actions(), ids=lambda action: action.slug)
def action(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_limits_are_taken(action: Action) -> None:
    refused = [
        f"{case.input}: {case.value[:40]}"
        for case in cases(action)
        if case.within and case.code in case.codes(action)
    ]

    assert refused == []


def test_what_lies_beyond_a_limit_is_refused_at_its_field(action: Action) -> None:
    taken = [
        f"{case.input}: {case.value[:40]} ({case.way})"
        for case in cases(action)
        if not case.within and case.code not in case.codes(action)
    ]

    assert taken == []


def test_there_are_limits_to_hold_to() -> None:
    assert sum(len(cases(action)) for action in all_actions()) > 100
