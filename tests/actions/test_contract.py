"""Whatever a form lets a person fill in makes a request that OpenAI's own document has nothing against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest
from django import forms

from actions.action import Action
from actions.fields import NAME, Choice, Declared
from actions.forms import DeclaredForm
from actions.registry import all_actions
from actions.rows import Rows
from actions.wiring import MERGED
from connections.client import Client
from tests.actions.filled import LIBRARIAN, Filled, form_of, is_set, set_fields, with_blanks
from tests.actions.reaching import each_made_up
from tests.openapi import multipart
from tests.openapi.upstream import Received, Reply, Upstream

# "Make an API Call" has no endpoint of its own, and so nothing to fill in that could be right or wrong.
DECLARED = [action for action in all_actions() if hasattr(action, "path")]
EXAMPLES = 5  # for each model of an action


@dataclass(frozen=True)
class Sent:
    """A form as it was filled in and posted, and the request that came of it."""

    way: Filled
    form: DeclaredForm
    request: Received

    @property
    def body(self) -> dict[str, Any]:
        """What the body holds, by the names at its top."""
        content_type = self.request.headers.get("content-type", "")
        if content_type.startswith("multipart/"):
            parts = multipart.parts(content_type, self.request.body)
            body: dict[str, Any] = {}
            for part in parts:
                *outer, last = [key for key in re.split(r"[\[\]]+", part.name) if key]
                inner = body
                for key in outer:
                    inner = inner.setdefault(key, {})
                inner[last] = part.content if part.filename else part.content.decode()
            return body
        whole: dict[str, Any] = self.request.json()
        return whole


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream(lambda _: Reply()) as upstream:
        yield upstream


@pytest.mark.parametrize("action", DECLARED, ids=lambda action: action.slug)
def test_what_a_person_fills_in_is_sent_right_and_whole_and_nothing_else_is(
    action: Action, upstream: Upstream
) -> None:
    with Client(upstream.url, key="sk-test") as client:

        def check(way: Filled) -> None:
            form = posted(action, way)
            client.send(action.request(form.values)).close()
            sent = Sent(way, form, upstream.requests[-1])
            assert sent.request.problems() == []
            assert forgotten(sent) == set()
            assert changed(sent) == {}
            assert uninvited(sent) == set()

        each_made_up(action, EXAMPLES, check)


def posted(action: Action, way: Filled) -> DeclaredForm:
    """The form as it was posted: what is left blank is blank."""
    form = form_of(action, with_blanks(form_of(action, way), way))
    assert form.is_valid(), form.errors.as_json()
    return form


def forgotten(sent: Sent) -> set[str]:
    """The fields that were filled in and do not arrive."""
    ways = {name: path_of(name, sent.form.fields[name]) for name in set_fields(sent.form, sent.way)}
    return {name for name, path in ways.items() if path and at(sent.body, path.split(".")[:1]) is None}


def changed(sent: Sent) -> dict[str, Any]:
    """What arrives otherwise than it was typed, of the fields with one value."""
    found = {
        name: (typed, at(sent.body, str(path_of(name, sent.form.fields[name])).split(".")))
        for name, typed in sent.way.typed.items()
        if sent_as_it_is(sent.form.fields.get(name))
    }
    return {name: arrived for name, (typed, arrived) in found.items() if not same(arrived, typed)}


def uninvited(sent: Sent) -> set[str]:
    """The fields that were left blank, or that the model does not take, and that arrive all the same."""
    form, body = sent.form, sent.body
    rules: Mapping[str, Any] = form.family.rules if form.family else {}
    refused = {name for name, rule in rules.items() if rule is None and name in form.base_fields}
    brought = set(LIBRARIAN) if sent.way.typed.get("assistant") else set()
    blank = {name for name in form.fields if not is_set(form, name, sent.way)} - brought
    paths = {
        name: path_of(name, form.fields.get(name, form.base_fields.get(name))) for name in refused | blank
    }
    arrived = {name: at(body, path.split(".")) for name, path in paths.items() if path}
    return {
        name for name, value in arrived.items() if value is not None and not said_of_blank(form, name, value)
    }


def said_of_blank(form: DeclaredForm, name: str, value: Any) -> bool:
    """Whether a value is what the form says that leaving a choice blank means."""
    each = form.fields.get(name)
    options: dict[Any, Any] = dict(each.choices) if isinstance(each, Choice) else {}  # type: ignore[arg-type]  # pairs
    return value in options and options[value] == options.get("")


def path_of(name: str, each: forms.Field | None) -> str | None:
    """Where in the body a field has its place, with dots; None for one that has none of its own."""
    to = each.to if isinstance(each, Declared) else None
    return None if to in (None, MERGED) else name if to == NAME else to


def at(body: Any, path: list[str]) -> Any:
    """What the body holds at a place, or None."""
    for step in path:
        if not isinstance(body, dict):
            return None
        body = body.get(step)
    return body


def sent_as_it_is(each: forms.Field | None) -> bool:
    """Whether a field has one value and a place for it, rather than rows or JSON that is read first."""
    return bool(
        isinstance(each, Declared)
        and not isinstance(each, Rows)
        and type(each).wire is Declared.wire
        and path_of("name", each)
    )


def same(arrived: Any, typed: object) -> bool:
    """Whether what arrived is what was typed, be it as a text, a number or a file."""
    if isinstance(typed, tuple):
        return bool(arrived == typed[1])
    if isinstance(arrived, bool | str):
        return str(arrived).lower() == str(typed).lower() or decimal(arrived) == decimal(typed)
    return decimal(arrived) == decimal(typed)


def decimal(value: object) -> object:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return value
