"""Practice answers as OpenAI's own document says an answer looks, to all that the actions ask.

The actions run in earnest against practice; what goes by in between, both ways, is judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from actions.action import Action
from actions.registry import all_actions
from actions.shelves import Shelved
from actions.tools import Ids
from connections.client import Client
from connections.errors import OpenAIError
from tests.actions.filled import Filled, form_of
from tests.actions.models import UNKNOWN
from tests.actions.reaching import each_made_up
from tests.openapi.upstream import Upstream
from tests.practice.between import Between
from tests.practice.conftest import KEY

DECLARED = [action for action in all_actions() if hasattr(action, "path")]


@pytest.fixture
def between(practice: str, upstream: Upstream) -> Between:
    upstream.handler = between = Between(practice)
    return between


@pytest.fixture
def client(upstream: Upstream, between: Between) -> Iterator[Client]:
    with Client(upstream.url, key=KEY) as client:
        yield client


def perform(action: Action, way: Filled, client: Client) -> str:
    """Run an action to its end; returns why it was refused, if it was and should not have been."""
    form = form_of(action, way)
    assert form.is_valid(), f"{way}: {form.errors.as_json()}"
    try:
        for value in action.perform(client, form.values):
            if file := getattr(value, "file", None):
                file.close()
    except OpenAIError as error:
        # Practice refuses a model that nobody has heard of, as OpenAI does; here that is no news.
        known = UNKNOWN not in way.typed.values()
        if not known or (error.status in {400, 404} and names_made_up(action, form.values)):
            return ""
        return f"{error.param}: {error.message}"
    return ""


def names_made_up(action: Action, values: dict[str, Any]) -> bool:
    """Whether something is named that only the server can have made: it does not know what we made up."""
    return any(values.get(name) for name in ("assistant", "svg_model")) or any(
        isinstance(part, Shelved | Ids)
        for name, field in action.fields.items()
        if values.get(name)
        for part in (field, *getattr(field, "row_fields", {}).values())
    )


@pytest.mark.parametrize("action", DECLARED, ids=lambda action: action.slug)
def test_practice_answers_as_the_document_says(action: Action, client: Client, between: Between) -> None:
    def check(way: Filled) -> None:
        between.problems.clear()
        assert perform(action, way, client) == ""
        assert between.problems == []

    each_made_up(action, 1, check, at_least=20)
