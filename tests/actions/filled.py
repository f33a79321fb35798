"""A form as a person filled it in: what was typed and chosen, and what the browser makes of that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from actions.action import Action
from actions.forms import DeclaredForm
from actions.rows import Rows
from actions.shelves import Item
from actions.uploads import File
from tests.actions.values import Typed

CONNECTION = SimpleNamespace(pk=1, name="OpenAI", models_for_form=lambda: ())
LIBRARIAN = {
    "name": "Librarian",
    "model": "gpt-5.4-mini",
    "instructions": "Be brief.",
    "tools": ["file_search", "code_interpreter"],
    "vector_store_ids": ["vs_1"],
    "file_ids": ["file-1"],
    "temperature": 0.3,
}
SHELVES = {"assistants": [Item("1", "Librarian", LIBRARIAN)]}


@dataclass(frozen=True)
class Filled:
    """What a person typed and chose, by the names of the inputs.

    `name` says what this way of filling in is about, `root` what it started from: a model, most of all.
    """

    name: str
    typed: dict[str, Typed] = field(default_factory=dict)
    root: str = ""

    def __str__(self) -> str:
        return self.name

    def plus(self, more: Filled) -> Filled:
        """This and more."""
        return Filled(f"{self.name}, {more.name}", self.typed | more.typed)

    @property
    def data(self) -> QueryDict:
        """What the browser posts, but for the files."""
        data = QueryDict(mutable=True)
        data.update({name: value for name, value in self.typed.items() if isinstance(value, str)})
        return data

    @property
    def files(self) -> dict[str, SimpleUploadedFile]:
        """The files that the browser posts."""
        return {
            name: SimpleUploadedFile(*value)
            for name, value in self.typed.items()
            if not isinstance(value, str)
        }


def form_of(action: Action, filled: Filled) -> DeclaredForm:
    """The action's form with this sent."""
    return action.form(
        filled.data, filled.files, connections=[CONNECTION], shelves=lambda name, _: SHELVES.get(name, ())
    )


def with_blanks(form: DeclaredForm, filled: Filled) -> Filled:
    """The same as a browser posts it: every input that was not filled in is there, and blank."""
    blank: dict[str, Typed] = {
        name: "" for name, each in form.fields.items() if not isinstance(each, Rows | File)
    }
    return replace(filled, typed=blank | filled.typed)


def set_fields(form: DeclaredForm, filled: Filled) -> list[str]:
    """The names of the fields that a person set."""
    return [name for name in form.fields if name != "connection" and is_set(form, name, filled)]


def input_of(key: str) -> str:
    """The name of an input without the numbers of the rows it stands in."""
    return re.sub(r"-\d+-", ".", key)


def inputs(form: DeclaredForm) -> Iterator[tuple[str, DeclaredForm, str]]:
    """Every input's name with the form or row that it belongs to, and the field's name there."""
    for name, each in form.fields.items():
        if isinstance(each, Rows):
            for row in form[name].row_forms:  # type: ignore[attr-defined]  # a BoundRows
                yield from inputs(row)
        elif name not in ("ORDER", "DELETE"):
            yield form.add_prefix(name), form, name


def is_set(form: DeclaredForm, name: str, filled: Filled) -> bool:
    """Whether a field, or a row of it, has been filled in."""
    key = form.add_prefix(name)
    return any(each == key or each.startswith(f"{key}-") for each in filled.typed)
