"""What a model does not take is refused, and the refusal names the form's field: without it, all goes well.

The forms never send such a thing to a model they know. A newer one may refuse what its family took, so for
every action whose models differ, what one of them does not take is sent to it all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from actions import families
from actions.action import Action
from actions.fields import Declared
from actions.registry import all_actions
from actions.rows import Rows
from actions.uploads import File
from connections.client import Client
from connections.errors import UnsupportedField
from practice.offered import MODELS
from tests.actions.filled import form_of
from tests.actions.made_up import least, roots, simplest
from tests.actions.values import values
from tests.catalog.performing import read
from tests.practice.conftest import KEY

# Their models take all that their forms have, or there is none to choose.
ALIKE = {"create-a-moderation", "upload-a-file", "make-an-api-call"}
# Not taken by our forms, since it does nothing there, but no reason for a refusal.
HARMLESS = {"max_tokens", "stream", "chunking_strategy", "instructions"}


# Where the first value of a field is what happens without it.
OTHERWISE = {"stream_format": "sse"}


def refused(action: Action) -> Iterator[tuple[str, dict[str, Any]]]:
    """A field of each family that does not take it, with the values of a form that has it nevertheless."""
    for root in filter(lambda root: root.typed.get("model"), roots(action)):
        form = form_of(action, least(action, root))
        assert form.is_valid()
        model: Any = form.fields.get("model")
        if not model or action.model(form.values) not in MODELS:
            continue
        for name, rule in families.family_of(action.model(form.values), model.kind).rules.items():
            field: Any = action.fields.get(name)
            if rule is None and name not in HARMLESS and single(field):
                yield name, {**form.values, name: field.clean(OTHERWISE.get(name) or simplest(values(field)))}


def single(field: Any) -> bool:
    return isinstance(field, Declared) and field.to is not None and not isinstance(field, Rows | File)


def performed(action: Action, base_url: str, values: Mapping[str, Any]) -> int:
    """Return how much came of it."""
    with Client(base_url, key=KEY) as client:
        return len([read(value) for value in action.perform(client, values)])


@pytest.mark.parametrize(
    "action", [each for each in all_actions() if each.slug not in ALIKE], ids=lambda action: action.slug
)
def test_a_refusal_names_the_field_and_without_it_the_action_succeeds(action: Action, practice: str) -> None:
    tried = dict(refused(action))  # of each field the last family that does not take it
    assert tried
    for name, sent in tried.items():
        with pytest.raises(UnsupportedField) as raised:
            performed(action, practice, sent)
        assert action.field_named(raised.value.param, sent) == name
        rest = action.without(sent, raised.value.param)
        assert rest is not None
        assert performed(action, practice, rest) > 0


def test_the_actions_whose_models_are_alike_have_nothing_to_refuse() -> None:
    slugs = {action.slug for action in all_actions() if not dict(refused(action))}
    assert slugs == ALIKE
