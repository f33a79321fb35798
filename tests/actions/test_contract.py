"""Whatever a form lets a person fill in makes a request that OpenAI's own document has nothing against."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from actions.action import Action
from actions.fields import NAME
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
def test_every_request_that_a_form_can_make_is_right(action: Action, client: Client, upstream: Upstream) -> None:
    wrong = {str(way): sent(client, upstream, action, way).problems() for way in ways(action)}
    assert {way: problems for way, problems in wrong.items() if problems} == {}


@pytest.mark.parametrize("action", DECLARED, ids=lambda action: action.slug)
def test_only_what_was_set_is_sent_and_blank_is_not(action: Action, client: Client, upstream: Upstream) -> None:
    least = {way.model: body_of(sent(client, upstream, action, with_blanks(action, way))) for way in leasts(action)}
    for way in ways(action):
        body = body_of(sent(client, upstream, action, with_blanks(action, way)))
        wanted = places(action, way)
        assert wanted <= body.keys(), way
        assert body.keys() - wanted - ADDED <= least[way.model].keys(), way


def body_of(request: Received) -> dict[str, Any]:
    """What a body holds, by the names at its top."""
    content_type = request.headers.get("content-type", "")
    if content_type.startswith("multipart/"):
        return {part.name.partition("[")[0]: part.content for part in multipart.parts(content_type, request.body)}
    body: dict[str, Any] = request.json()
    return body


def places(action: Action, way: Filled) -> set[str]:
    """The names at the top of the body that the fields a person set belong to."""
    form = form_of(action, way)
    declared = {name: getattr(action.fields[name], "to", None) for name in set_fields(form, way)}
    found = {re.split(r"[.\[]", name if to == NAME else to)[0] for name, to in declared.items() if to}
    return {"user" if name == MERGED else name for name in found} - set(re.findall(r"{(\w+)}", action.path))
