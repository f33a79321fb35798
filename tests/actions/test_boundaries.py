"""The least and the greatest of every documented range are taken, and what is beyond is refused at the field.

The ranges are those of `ranges`; each is tried in the form of every model family that has the field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile

from actions.action import Action
from actions.fields import Integer, Number
from actions.filling import chosen_for
from actions.forms import DeclaredForm
from actions.registry import all_actions, get
from actions.rows import Rows
from actions.uploads import File
from tests.actions.filled import Filled, form_of, input_of, inputs
from tests.actions.made_up import filled_up, roots
from tests.actions.ranges import MOST_ROWS, OUR_OWN, Range, ranges, sizes
from tests.actions.values import Typed

# What an error is called where there is less than the least, or more than the greatest.
CODES = {
    "number": ("min_value", "max_value"),
    "length": ("required", "max_length"),
    "rows": ("min_rows", "too_many_forms"),
    "bytes": ("", "size"),
}


@pytest.fixture(params=all_actions(), ids=lambda action: action.slug)
def action(request: pytest.FixtureRequest) -> Any:
    return request.param


@dataclass(frozen=True)
class Place:
    """A field in the form of an action, for a model."""

    action: Action
    way: Filled
    owner: DeclaredForm
    name: str

    @property
    def field(self) -> forms.Field:
        return self.owner.fields[self.name]

    @property
    def limits(self) -> tuple[Any, ...]:
        """Everything that the field is limited by."""
        names = ("required", "min_value", "max_value", "max_length", "min_rows", "max_rows", "max_size")
        return tuple(getattr(self.field, name, None) for name in names)

    def codes(self, counted: str, value: Any) -> set[str]:
        """The codes of the errors that the field has with so much in it."""
        if counted == "rows":
            form = form_of(self.action, with_rows(self.way, self.owner.add_prefix(self.name), int(value)))
            form.is_valid()
            return {str(error.code) for error in form.errors.as_data().get(self.name, ())}
        try:
            self.field.clean(so_much(counted, value))
        except ValidationError as error:
            return {str(each.code) for each in error.error_list}
        return set()


def so_much(counted: str, value: Any) -> Any:
    match counted:
        case "bytes":
            return InMemoryUploadedFile(BytesIO(b"\0"), None, "a.bin", "a/b", int(value), None)
        case "length":
            return "x" * int(value)
        case _:
            return str(value)


def with_rows(way: Filled, group: str, count: int) -> Filled:
    """The same with so many rows, all as the first is."""
    first = {key: value for key, value in way.typed.items() if key.startswith(f"{group}-0-")}
    typed = {key: value for key, value in way.typed.items() if not key.startswith(f"{group}-")}
    for number in range(count):
        typed |= {key.replace("-0-", f"-{number}-", 1): value for key, value in first.items()}
    return replace(way, typed=typed)


class Forms:
    """The forms of an action for one root: one with as much as there is, others for what excludes that."""

    def __init__(self, action: Action, root: Filled) -> None:
        self.action, self.root = action, root
        self.places: dict[str, Place] = {}
        self.look_into(root, "")

    def look_into(self, root: Filled, wanted: str) -> None:
        way = filled_up(self.action, root, wanted)
        for key, owner, name in every_field(form_of(self.action, way)):
            self.places.setdefault(input_of(key), Place(self.action, way, owner, name))

    def place(self, path: str, needs: str = "") -> Place | None:
        """Where a field is; None if it is in no form for this root."""
        top, (name, _, value) = path.partition(".")[0], needs.partition("=")
        chosen = chosen_for(self.action.fields, [top])
        needed: list[dict[str, Typed]] = [{}, {name: value}] if needs else [{}]
        for more in needed:
            begun = replace(self.root, typed=chosen | self.root.typed | more)
            if path not in self.places and top in form_of(self.action, begun).fields:
                self.look_into(begun, path)
        return self.places.get(path)


def every_field(form: DeclaredForm) -> Iterator[tuple[str, DeclaredForm, str]]:
    """Every input, and every repeating group."""
    for name, field in form.fields.items():
        if isinstance(field, Rows):
            yield form.add_prefix(name), form, name
            for row in form[name].row_forms:  # type: ignore[attr-defined]  # a BoundRows
                yield from every_field(row)
    yield from inputs(form)


def said_of(action: Action, root: Filled) -> dict[str, Range]:
    """The range of each field for a root's model."""
    said: dict[str, Range] = {}
    for each in ranges(action.slug):
        if each.is_for(str(root.typed.get("model", ""))):
            said.setdefault(each.field, each)
    return said


def wrong(place: Place, each: Range) -> Iterator[str]:
    """What of a range the field does not hold to."""
    too_little, too_much = CODES[each.counted]
    step = 0.001 if isinstance(place.field, Number) else 1
    for limit, code, beyond in ((each.least, too_little, -step), (each.most, too_much, step)):
        if limit is None or (each.counted != "number" and limit + beyond < 0):
            continue
        if code in place.codes(each.counted, limit):
            yield f"{each.field}: {limit} is refused ({place.way.name})"
        if code not in place.codes(each.counted, limit + beyond):
            yield f"{each.field}: {limit + beyond} is taken ({place.way.name})"


def test_every_range_is_held_to_at_its_field_for_every_family_that_has_it(action: Action) -> None:
    nowhere, problems = {each.field for each in ranges(action.slug)}, list[str]()
    tried: set[Any] = set()  # what has the same limits for another family need not be tried again
    for root in roots(action):
        forms = Forms(action, root)
        for each in said_of(action, root).values():
            place = forms.place(each.field, each.needs)
            if place and (each, place.limits) not in tried:
                tried.add((each, place.limits))
                nowhere.discard(each.field)
                problems += wrong(place, each)

    assert problems == []
    assert nowhere == set()


def test_every_limit_of_a_form_is_in_the_table(action: Action) -> None:
    known = {each.field for each in ranges(action.slug)} | OUR_OWN
    limited = {path for path, field in every_declared(action.fields) if is_limited(field)}

    assert limited - known == set()


def every_declared(fields: Any, before: str = "") -> Iterator[tuple[str, forms.Field]]:
    for name, field in fields.items():
        yield f"{before}{name}", field
        if isinstance(field, Rows):
            yield from every_declared(field.row_fields, f"{before}{name}.")


def is_limited(field: forms.Field) -> bool:
    match field:
        case Rows():
            return field.max_rows < MOST_ROWS
        case File():
            return True
        case Integer() | Number():
            return field.min_value is not None or field.max_value is not None
        case _:
            return bool(getattr(field, "max_length", None))


@pytest.mark.parametrize("slug", ["edit-an-image", "generate-an-image"])
def test_each_model_takes_its_own_sizes_and_refuses_the_next_beyond(slug: str) -> None:
    action = get(slug)
    told: dict[str, Any] = {}
    expected: dict[str, Any] = {}
    for root in roots(action):
        place = Forms(action, root).places["size"]
        taken, refused = sizes(str(root.typed["model"]))
        expected[root.name] = (set(), set(refused))
        told[root.name] = tuple(
            {one for one in some if place.codes("size", one)} for some in (taken, refused)
        )

    assert told == expected
