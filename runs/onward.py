"""Going on from a result: the actions that take it, each with the address of its form begun with it."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from actions import registry
from actions.action import NOTHING, Action
from actions.beginning import Beginning, Material, begun, prepared
from connections.models import Connection
from people.models import User
from runs.models import Output, Run

TEXTS = {"text", "transcript"}
OF, PROMPT = "of", "prompt"  # said in an address that goes on from what was asked, not from what came of it


class Step(NamedTuple):
    """What can be done with a result. `first` is the one that its action itself leads on to."""

    label: str
    icon: str
    address: str
    first: bool = False


def steps(output: Output, run: Run, user: User) -> list[Step]:
    """Return what a person can do with a result of a run."""
    if output.preview or output.pk is None:
        return []
    if output.kind == "thread":
        return list(replies(output, run))
    if output.kind == "remotefile":
        return list(uses(output, run, user))
    return [*beginnings(output, run), *variations(output, run)]


def beginnings(output: Output, run: Run) -> Iterator[Step]:
    if material := material_of(output):
        for action in registry.all_actions():
            if not action.restricted and (beginning := begun(action, material)):
                yield Step(str(beginning.label), action.icon, begun_from(output, run, action))


def variations(output: Output, run: Run) -> Iterator[Step]:
    """Yield the actions that do something with the prompt that the result came from."""
    for action in registry.all_actions():
        if beginning := varied(action, run):
            yield Step(str(beginning.label), action.icon, begun_from(output, run, action, {OF: PROMPT}))


def replies(output: Output, run: Run) -> Iterator[Step]:
    """Yield where its action said that it leads on to, unless that has gone."""
    onward = (output.data or {}).get("onward") or {}
    for action in registry.all_actions():
        if action.slug == onward.get("action"):
            there = begun_from(output, run, action, onward["fields"])
            yield Step(onward["label"], "message-2", there, first=True)


def uses(output: Output, run: Run, user: User) -> Iterator[Step]:
    """Yield the actions that take a file which the server keeps."""
    purpose = str((output.data or {}).get("purpose", ""))
    restricted = Connection.objects.callable_by(user).filter(runs=run).exists()
    for action in registry.all_actions():
        fields = action.begun_with(output.text, purpose) if restricted or not action.restricted else {}
        if fields:
            yield Step(str(action.title), action.icon, begun_from(output, run, action, fields))


def begun_from(output: Output, run: Run, action: Action, fields: Mapping[str, str] = NOTHING) -> str:
    """Return the address of an action's form for going on from a result, through the run's connection."""
    connection = str(run.connection_id or "")
    return address(action, {"connection": connection, **fields, "source": str(output.key)})


def address(action: Action, fields: Mapping[str, str]) -> str:
    """Return the address of an action's form with some of its fields filled in."""
    known = {name: value for name, value in fields.items() if value}
    return f"{form_of(action.slug)}?{urlencode(known)}"


@cache  # a result has half a dozen of them
def form_of(slug: str) -> str:
    return reverse("runs:ask", args=[slug])


def values_from(action: Action, output: Output | None, of: str = "") -> dict[str, Any]:
    """Return what the action's form begins with for a result, or, `of` its prompt, for what was asked.

    Nothing if it takes none such.
    """
    if output is None:
        return {}
    material = None if of == PROMPT else material_of(output)
    beginning = varied(action, output.run) if of == PROMPT else material and begun(action, material)
    return beginning.values if beginning else {}


def varied(action: Action, run: Run) -> Beginning | None:
    """Return how an action begins with the prompt of a run; None if one of them has nothing to do with it."""
    try:
        prompt = registry.get(run.action).prompt(run.values)
    except KeyError:  # the action has gone, or what it once asked for
        return None
    return prepared(action, prompt) if prompt else None


def material_of(output: Output) -> Material | None:
    if output.file:
        return Material(output.opened(), output.media_type.partition(";")[0], output.size)
    return Material(output.text) if output.kind in TEXTS and output.text else None
