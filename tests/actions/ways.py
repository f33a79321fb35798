"""Fills in any action's form in many valid ways, knowing of the action only what its form shows.

It starts from the least that is valid for a model; then it sets each optional field alone, to each of its
choices and limits, with the fields that such a choice brings about; then everything together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial

from actions.action import Action
from actions.defining import references
from actions.forms import DeclaredForm, Model
from actions.parameters import OtherParameters
from actions.rows import Rows
from tests.actions.filled import Filled, form_of, is_set
from tests.actions.models import models_for
from tests.actions.samples import parameter, samples

# Gives the form, or one row of a repeating group, as it is when so much has been filled in.
Maker = Callable[[Filled], DeclaredForm]


@cache
def ways(action: Action) -> list[Filled]:
    """Each way of filling in an action's form; the first of each root is the least that is valid."""
    make = partial(form_of, action)
    found = []
    for root in roots(make):
        least, form = completed(make, root)
        of_root = [least, *alone(make, least, form), everything(make, least, form)]
        found += [replace(way, root=root.name) for way in of_root]
    return found


def roots(make: Maker) -> Iterator[Filled]:
    """The choices that come before the model, each with a model of every family that suits it."""
    start = Filled("", {"connection": "1"})
    fields = make(start).fields
    deciders = [name for name in fields if name not in {"connection", "model", *after_model(make(start))}]
    begun = [start.plus(way) for name in deciders for way in filled_in(make(start), name)] or [start]
    for filled in begun:
        model = make(filled).fields.get("model")
        if isinstance(model, Model):
            for name in models_for(model.kind):
                yield replace(
                    filled.plus(Filled(name, {"model": name})), name=f"{filled.name[2:]} {name}".strip()
                )
        else:
            yield filled


def after_model(form: DeclaredForm) -> list[str]:
    """The fields to set when it is settled which model is asked."""
    names = [name for name in form.fields if name != "connection"]
    return names[names.index("model") + 1 :] if "model" in names else names


def completed(make: Maker, filled: Filled) -> tuple[Filled, DeclaredForm]:
    """The same with whatever else is required and without what does not apply any more, and its form."""
    while True:
        form = make(filled)
        kept = pruned(form, filled)
        named = referred_to(form)
        missing = [
            name
            for name, each in form.fields.items()
            if (each.required or name in named) and not is_set(form, name, kept)
        ]
        if kept.typed == filled.typed and not missing:
            return filled, form
        first = next(filled_in(form, missing[0])) if missing else Filled("")
        filled = replace(filled, typed=kept.typed | first.typed)


def referred_to(form: DeclaredForm) -> set[str]:
    """The repeating groups that something filled in refers to by the name of a row."""
    return {field.group for way, field in references(form) if len(way) > 1 and way[-1][0][way[-1][1]].value()}


def pruned(form: DeclaredForm, filled: Filled) -> Filled:
    names = tuple(form.add_prefix(name) for name in form.fields)
    kept = {
        key: value
        for key, value in filled.typed.items()
        if key in names or key.startswith(tuple(f"{name}-" for name in names))
    }
    return replace(filled, typed=kept)


def alone(make: Maker, least: Filled, form: DeclaredForm) -> Iterator[Filled]:
    """The least with one field set, to each of its values; what that brings about is set too, each alone."""
    for name in after_model(form):
        for more in filled_in(form, name):
            way, changed = completed(make, without(least, form.add_prefix(name)).plus(more))
            yield way
            for brought in changed.fields.keys() - form.fields.keys():
                if not is_set(changed, brought, way):
                    yield from (completed(make, way.plus(then))[0] for then in filled_in(changed, brought))


def without(filled: Filled, key: str) -> Filled:
    """The same without what was filled in for one field: a row's other choice may not go with it."""
    kept = {each: value for each, value in filled.typed.items() if not f"{each}-".startswith(f"{key}-")}
    return replace(filled, typed=kept)


def everything(make: Maker, least: Filled, form: DeclaredForm) -> Filled:
    """The least with as many fields set as go together."""
    filled = replace(least, name=f"{least.name}, everything")
    tried: set[str] = set()
    while untried := [name for name in form.fields if name not in tried]:
        tried.add(untried[0])
        # A field that offers what is kept elsewhere has nothing to offer here.
        if not is_set(form, untried[0], filled) and (first := next(filled_in(form, untried[0]), None)):
            candidate, changed = completed(make, replace(filled, typed=filled.typed | first.typed))
            if changed.is_valid():
                filled, form = candidate, changed
    return filled


def filled_in(form: DeclaredForm, name: str) -> Iterator[Filled]:
    """Each way of filling in one field, or one repeating group with a row or two."""
    chosen, key = form.fields[name], form.add_prefix(name)
    if not isinstance(chosen, Rows):
        for value in samples(chosen):
            yield Filled(f"{name}={value if isinstance(value, str) else value[0]}"[:60], {key: value})
        return
    if isinstance(chosen, OtherParameters):
        yield Filled(name, {f"{key}-0-{part}": text for part, text in parameter(chosen).items()})
        return

    def make(filled: Filled) -> DeclaredForm:
        row: type[DeclaredForm] = chosen.formset.form
        return row(
            filled.data, filled.files, prefix=f"{key}-0", family=form.family, path=f"{form.path}{name}."
        )

    yield from rows(make, key, name)


def rows(make: Maker, key: str, name: str) -> Iterator[Filled]:
    """A repeating group with one row in each way, and with two that differ where they can."""
    least, form = completed(make, Filled(name))
    yield least
    others = list(alone(make, least, form))
    yield from others
    other = next((way for way in others if way.typed != least.typed), None)
    if other:
        second = {each.replace(f"{key}-0-", f"{key}-1-", 1): value for each, value in other.typed.items()}
        yield Filled(f"two {name}", least.typed | second)
