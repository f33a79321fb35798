"""Fills in any action's form as hypothesis pleases, knowing of the action only what its form shows.

The form is walked as a person walks it: each field that it has for what was typed so far is filled in or
left blank, and a choice on which others depend draws the form again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from hypothesis import Phase, find, settings
from hypothesis import strategies as st

from actions.action import Action
from actions.defining import references
from actions.filling import chosen_for
from actions.forms import DeclaredForm, Model
from actions.parameters import OtherParameters
from actions.rows import MapOf, Rows
from tests.actions.filled import Filled, form_of, input_of
from tests.actions.models import models_for
from tests.actions.values import Strategy, values

# Gives the form, or one row of a repeating group, as it is when so much has been filled in.
Maker = Callable[[Filled], DeclaredForm]
Draw = Callable[[Strategy], Any]

MOST_ROWS = 3
# How many of the optional fields are filled in, of ten.
DENSITIES = (1, 4, 10)
# Parameters that no form has of itself, by the type of their value; a prompt takes none but the first.
PARAMETERS = {
    "text": ("user", "someone"),
    "boolean": ("parallel_tool_calls", "true"),
    "array": ("modalities", '["text"]'),
    "collection": ("metadata", '{"team": "north"}'),
}


@cache
def roots(action: Action) -> list[Filled]:
    """A model of every family for each kind of work, with the choices that ask for that kind of work."""
    model = action.Form.base_fields.get("model")
    start = Filled("", {"connection": "1"})
    if not isinstance(model, Model):
        return [start]
    found: list[Filled] = []
    usual = {name: [action.Form.base_fields[name].initial] for name in model.controllers()}
    for condition, more in (usual, {}), *model.variants:
        asked = {name: patterns[0] for name, patterns in condition.items()}
        kind = more.get("kind", model.kind)
        found += [
            Filled(f"{name} {' '.join(asked.values())}".strip(), {**start.typed, **asked, "model": name})
            for name in models_for(kind)
        ]
    return found if model.required else [*found, replace(start, name="no model")]


@st.composite
def walked(
    draw: Draw, action: Action, root: Filled, wanted: str = "", densities: Sequence[int] = DENSITIES
) -> Filled:
    """A way of filling in an action's form from a root on.

    `wanted` is an input that is to be filled in, as `messages.role` or, with a choice, `messages.role=user`.
    """
    walk = Walk(draw, draw(st.sampled_from(densities)), *wanted.partition("=")[::2])
    make = partial(form_of, action)
    name = wanted.partition("=")[0].partition(".")[0]
    chosen = chosen_for(action.fields, [name]) if name else {}  # so that it is in the form
    begun = replace(
        root, typed={each: value.replace("?*", "any") for each, value in chosen.items()} | root.typed
    )
    return replace(walk.defined(make, walk.through(make, begun)), root=root.name)


def made_up(action: Action, root: Filled, wanted: str = "") -> Strategy:
    """Ways that are valid as a whole; with a wanted input there is little that it might not go with."""
    densities = DENSITIES[:1] if wanted else DENSITIES
    return walked(action, root, wanted, densities).filter(lambda way: form_of(action, way).is_valid())


def least(action: Action, root: Filled) -> Filled:
    """The root with only what must be filled in, in the simplest way."""
    way: Filled = simplest(walked(action, root, densities=(0,)))
    return way


def filled_up(action: Action, root: Filled, wanted: str = "") -> Filled:
    """The root with as much as there is filled in, in the simplest way."""
    way: Filled = simplest(walked(action, root, wanted, densities=(10,)))
    return way


def simplest(strategy: Strategy) -> Any:
    """What hypothesis tries first."""
    once = settings(max_examples=1, database=None, phases=[Phase.generate])
    return find(strategy, lambda _: True, settings=once)


@dataclass(frozen=True)
class Walk:
    """One walk through a form. `density` says how many of the optional fields are filled in, of ten."""

    draw: Draw
    density: int
    wanted: str = ""
    choice: str = ""

    def through(self, make: Maker, filled: Filled) -> Filled:
        """Fill in one field after the other."""
        form, tried = make(filled), {"connection", "model"}
        while name := self.untried(form, tried | filled.typed.keys()):
            tried.add(name)
            field = form.fields[name]
            known = input_of(form.add_prefix(name))
            sought = self.wanted == known or self.wanted.startswith(f"{known}.")
            if not (field.required or sought) and self.draw(st.integers(1, 10)) > self.density:
                continue
            filled = replace(filled, typed=filled.typed | self.typed(form, name))
            if name in type(form).controllers() or name in deciders(form):
                form = make(filled)
        return filled

    def untried(self, form: DeclaredForm, tried: Collection[str]) -> str | None:
        """The first field that is neither among these nor, under the name of its input, filled in."""
        return next((name for name in form.fields if not {name, form.add_prefix(name)} & {*tried}), None)

    def typed(self, form: DeclaredForm, name: str) -> dict[str, Any]:
        field, key = form.fields[name], form.add_prefix(name)
        if isinstance(field, OtherParameters):
            return self.parameter(form, key)
        if isinstance(field, Rows):
            return self.rows(form, name, field)
        if self.choice and self.wanted == input_of(key):
            return {key: self.choice}
        return {key: self.draw(values(field))} if can_be_filled(field) else {}

    def rows(self, form: DeclaredForm, name: str, field: Rows) -> dict[str, Any]:
        """Fill in some rows; of two that may not have one name, the first stays."""
        count = self.draw(st.integers(max(field.min_rows, 1), min(field.max_rows, MOST_ROWS)))
        found: list[dict[str, Any]] = []
        for _ in range(count):
            key = f"{form.add_prefix(name)}-{len(found)}"
            row = self.through(row_of(form, name, field, key), self.begun(field, key)).typed
            if row and not_twice(field, row, found):
                found.append(row)
        return {key: value for row in found for key, value in row.items()}

    def begun(self, field: Rows, key: str) -> Filled:
        """A row with the choices under which the wanted input is in it."""
        group, _, name = self.wanted.rpartition(".")
        chosen = chosen_for(field.row_fields, [name]) if group == input_of(key).rpartition("-")[0] else {}
        return Filled("", {f"{key}-{each}": value for each, value in chosen.items()})

    def parameter(self, form: DeclaredForm, key: str) -> dict[str, Any]:
        kind = self.draw(st.sampled_from([*PARAMETERS] if "messages" in form.fields else ["text"]))
        name, value = PARAMETERS[kind]
        return {f"{key}-0-name": name, f"{key}-0-type": kind, f"{key}-0-value": value}

    def defined(self, make: Maker, filled: Filled) -> Filled:
        """The same with a row for every name that is referred to."""
        while missing := next(undefined(make(filled)), None):
            group, name = missing
            form = make(filled)
            field: Any = form.fields[group]
            key = f"{group}-{len(form[group].row_forms)}"  # type: ignore[attr-defined]  # a BoundRows
            row = Walk(self.draw, 0).through(row_of(form, group, field, key), Filled("")).typed
            filled = replace(filled, typed=filled.typed | row | {f"{key}-name": name})
        return filled


def deciders(form: DeclaredForm) -> set[str]:
    """The fields that decide without any declaration: what is on a shelf may have tools of its own."""
    return {"assistant", "tools"} & set(form.fields)


def can_be_filled(field: Any) -> bool:
    return not values(field).is_empty


def row_of(form: DeclaredForm, name: str, field: Rows, key: str) -> Maker:
    """What makes a row of a group."""

    def make(filled: Filled) -> DeclaredForm:
        row: type[DeclaredForm] = field.formset.form
        path = f"{form.path}{name}."
        return row(
            filled.data, filled.files, prefix=key, family=form.family, path=path, shelf=form.shelf, quiet=True
        )

    return make


def not_twice(field: Rows, row: dict[str, Any], others: list[dict[str, Any]]) -> bool:
    """Whether a row may stand beside the others, as far as their names tell."""
    first = next(iter(field.row_fields))
    if not isinstance(field, MapOf) and first not in ("name", "type"):
        return True
    return named(row, first) not in [named(each, first) for each in others]


def named(row: dict[str, Any], first: str) -> Any:
    return next((value for key, value in row.items() if key.endswith(f"-{first}")), None)


def undefined(form: DeclaredForm) -> Iterator[tuple[str, str]]:
    """The groups and the names of rows that are referred to and not there."""
    for way, reference in references(form):
        row, field = way[-1]
        wanted = row[field].value()
        known = [each["name"].value() for each in form[reference.group].row_forms]  # type: ignore[attr-defined]  # a BoundRows
        if wanted and len(way) > 1 and wanted not in known:
            yield reference.group, str(wanted)
