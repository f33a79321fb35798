"""Whatever a form lets a person fill in makes a request that OpenAI's own document has nothing against."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from actions.action import Action
from actions.fields import NAME, Declared
from actions.registry import all_actions
from actions.rows import MERGED
from connections.client import Client
from tests.actions.filled import Filled, form_of, set_fields, ways, with_blanks
from tests.openapi import multipart
from tests.openapi.upstream import Received, Reply, Upstream

# "Make an API Call" sends what a person writes: it has nothing to fill in that could be right or wrong.
DECLARED = [action for action in all_actions() if hasattr(action, "path")]
# What an action adds of itself, so that words appear as they are written.
ADDED = {"stream", "stream_options"}


@pytest.fixture
def client(upstream: Upstream) -> Iterator[Client]:
    upstream.handler = lambda _: Reply()
    with Client(upstream.url, key="sk-test") as client:
        yield client


def sent(client: Client, upstream: Upstream, action: Action, way: Filled) -> Received:
    """The request as it arrives when a form has been filled in this way."""
    form = form_of(action, way)
    assert form.is_valid(), f"{way}: {form.errors.as_json()}"
    with client.send(action.request(form.values)):
        return upstream.requests[-1]


@pytest.mark.parametrize("action", DECLARED, ids=lambda action: action.slug)
def test_every_request_that_a_form_can_make_is_right(
    action: Action, client: Client, upstream: Upstream
) -> None:
    wrong = {str(way): sent(client, upstream, action, way).problems() for way in ways(action)}
    assert {way: problems for way, problems in wrong.items() if problems} == {}


@pytest.mark.parametrize("action", DECLARED, ids=lambda action: action.slug)
def test_only_what_was_set_is_sent_and_blank_is_not(
    action: Action, client: Client, upstream: Upstream
) -> None:
    own: dict[tuple[str, ...], set[str]] = {}
    for way in ways(action):
        body = body_of(sent(client, upstream, action, with_blanks(action, way)))
        added = body.keys() - places(action, way) - ADDED
        # Fields without a place of their own in the request are put together by the action, always alike.
        assert added == own.setdefault((way.root, *placeless(action, way)), added), way
        assert places(action, way) <= body.keys(), way


def body_of(request: Received) -> dict[str, Any]:
    """What a body holds, by the names at its top."""
    content_type = request.headers.get("content-type", "")
    if content_type.startswith("multipart/"):
        return {
            part.name.partition("[")[0]: part.content for part in multipart.parts(content_type, request.body)
        }
    body: dict[str, Any] = request.json()
    return body


def places(action: Action, way: Filled) -> set[str]:
    """The names at the top of the body that the fields a person set belong to."""
    declared = {name: place_of(action, name) for name in set_fields(form_of(action, way), way)}
    found = {re.split(r"[.\[]", name if to == NAME else to)[0] for name, to in declared.items() if to}
    return {"user" if name == MERGED else name for name in found} - set(re.findall(r"{(\w+)}", action.path))


def placeless(action: Action, way: Filled) -> list[str]:
    """The fields a person set that have no place of their own in the body."""
    return [name for name in set_fields(form_of(action, way), way) if not place_of(action, name)]


def place_of(action: Action, name: str) -> str | None:
    field = action.fields[name]
    return field.to if isinstance(field, Declared) else None
