"""Whatever a form lets a person fill in makes a request that OpenAI's own document has nothing against."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest

from actions.action import Action
from actions.fields import NAME, Declared
from actions.forms import DeclaredForm
from actions.registry import all_actions
from actions.wiring import MERGED
from connections.client import Client
from tests.actions.filled import Filled, form_of, set_fields, with_blanks
from tests.actions.ways import ways
from tests.openapi import multipart
from tests.openapi.upstream import Received, Reply, Upstream

# "Make an API Call" has no endpoint of its own, and so nothing to fill in that could be right or wrong.
DECLARED = [action for action in all_actions() if hasattr(action, "path")]
# What an action adds of itself, so that words appear as they are written.
ADDED = {"stream", "stream_options"}


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
                name, _, key = part.name.rstrip("]").partition("[")
                value = part.content if part.filename else part.content.decode()
                body[name] = {**body.get(name, {}), key: value} if key else value
            return body
        whole: dict[str, Any] = self.request.json()
        return whole


@pytest.fixture(scope="module", params=DECLARED, ids=lambda action: action.slug)
def sent(request: pytest.FixtureRequest) -> list[Sent]:
    """Every way of filling in an action's form, sent over HTTP; what is left blank is posted as blank."""
    action = request.param
    with Upstream(lambda _: Reply()) as upstream, Client(upstream.url, key="sk-test") as client:
        made = [(way, posted(action, way)) for way in ways(action)]
        for _, form in made:
            client.send(action.request(form.values)).close()
        return [Sent(way, form, each) for (way, form), each in zip(made, upstream.requests, strict=True)]


def posted(action: Action, way: Filled) -> DeclaredForm:
    form = form_of(action, with_blanks(form_of(action, way), way))
    assert form.is_valid(), f"{way}: {form.errors.as_json()}"
    return form


def test_every_request_that_a_form_can_make_is_right(sent: list[Sent]) -> None:
    problems = {str(each.way): each.request.problems() for each in sent}
    assert {way: found for way, found in problems.items() if found} == {}


def test_what_was_set_is_sent(sent: list[Sent]) -> None:
    forgotten = {str(each.way): places(each) - each.body.keys() for each in sent}
    assert {way: names for way, names in forgotten.items() if names} == {}


def test_a_single_value_arrives_as_it_was_typed(sent: list[Sent]) -> None:
    changed = {
        f"{each.way}: {name}": value_at(each, name)
        for each in sent
        for name, typed in each.way.typed.items()
        if sent_as_it_is(each, name) and not same(value_at(each, name), typed)
    }
    assert changed == {}


def test_what_was_left_blank_is_not_sent(sent: list[Sent]) -> None:
    own: dict[tuple[str, ...], set[str]] = {}
    for each in sent:
        added = each.body.keys() - places(each) - ADDED
        # Fields without a place of their own in the request are put together by the action, and for the
        # same choice always alike.
        placeless = [
            f"{name}={each.way.typed.get(name)}"
            for name in set_fields(each.form, each.way)
            if not place_of(each, name)
        ]
        assert added == own.setdefault((each.way.root, *placeless), added), each.way


def places(sent: Sent) -> set[str]:
    """The names at the top of the body that the fields a person set belong to."""
    declared = {name: place_of(sent, name) for name in set_fields(sent.form, sent.way)}
    found = {re.split(r"[.\[]", name if to == NAME else to)[0] for name, to in declared.items() if to}
    return {"user" if name == MERGED else name for name in found}


def place_of(sent: Sent, name: str) -> str | None:
    field = sent.form.fields[name]
    return field.to if isinstance(field, Declared) else None


def value_at(sent: Sent, name: str) -> Any:
    """What the body holds at the place of a field."""
    to = place_of(sent, name)
    value: Any = sent.body
    for step in (name if to == NAME else str(to)).split("."):
        value = value[step]
    return value


def sent_as_it_is(sent: Sent, name: str) -> bool:
    """Whether a field has one value and a place for it, rather than rows or JSON that is read first."""
    field = sent.form.fields.get(name)
    return isinstance(field, Declared) and type(field).wire is Declared.wire and field.to is not None


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
