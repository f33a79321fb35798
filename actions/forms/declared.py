"""A form of declared fields: those that apply to what has been typed so far.

The fields are walked in the order of their declaration, with the values read so far in hand. One whose
condition does not hold, or that the chosen model's family refuses, is taken out: it is not drawn, cannot
be validated and cannot be sent. So a field must be declared after those it depends on.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cache
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _

from actions.families import Family, Kind, Offered, added, additions, deciding, family_of
from actions.fields import Choice, Declared
from actions.given import Keeper, nothing_kept
from actions.picking import Model
from actions.shelves import OnShelf, Shelf, nothing_there
from actions.uploads import BoundFile


class AsDeclared(dict[str, Any]):
    """The fields of a form's class, as the form begins with them: it copies only those it keeps."""

    def __deepcopy__(self, _memo: Any) -> dict[str, Any]:
        return dict(self)


class DeclaredForm(forms.Form):
    """A form made of declared fields, as they are for these values and this model.

    `offered` are the models to propose, `kept` finds a file kept from before by its key, `shelf` what is
    kept elsewhere, by the name of the shelf, and a `quiet` form is drawn with what was typed and without
    complaints, as when a choice changes which fields there are.
    """

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        offered: Sequence[Offered] = (),
        family: Family | None = None,
        path: str = "",
        kept: Keeper = nothing_kept,
        shelf: Shelf = nothing_there,
        quiet: bool = False,
        **kwargs: Any,
    ) -> None:
        self.base_fields = AsDeclared(type(self).base_fields)  # type: ignore[misc]  # this form's own view
        super().__init__(data, files, **kwargs)
        self.offered, self.family, self.path, self.kept, self.quiet = offered, family, path, kept, quiet
        self.shelf = shelf
        self.left_out: list[str] = []
        self.added: Mapping[str, Declared] = {}
        self._filled_in = False
        self.apply_declarations()
        if quiet:
            self._errors = ErrorDict()

    def apply_declarations(self) -> None:
        typed: dict[str, Any] = {}
        own = list(self.fields.items())
        for name, field in own:
            self.apply(name, field, typed)
        for name, field in self.added.items():
            if name not in self.base_fields:
                self.fields[name] = field
                self.apply(name, field, typed)

    def own(self, name: str) -> Any:
        """Return a field to be changed for this form, before the declarations are applied.

        Until then what is in `fields` is the class's, and every form's.
        """
        self.fields[name] = field = deepcopy(self.fields[name])
        return field

    def apply(self, name: str, field: forms.Field, typed: dict[str, Any]) -> None:
        """Leave a field in as it is for what was typed before it, or leave it out."""
        applied = field.applied(typed, self.rule(name)) if isinstance(field, Declared) else field
        if applied is None:
            self.leave_out(name, self.fields.pop(name))
            return
        if applied is field:
            applied = deepcopy(field)
        self.fields[name] = applied
        if isinstance(applied, OnShelf):
            applied.stock(self.shelf(applied.shelf))
        if isinstance(applied, Model):
            applied.offer(self.offered)
            applied.otherwise = self.model_otherwise(typed)
        typed[name] = self.typed(name, applied)
        if isinstance(applied, Choice):
            applied.show_also(typed[name])
        if isinstance(applied, Model):
            self.choose(applied, str(typed[name] or applied.otherwise))

    def choose(self, field: Model, model: str) -> None:
        """Let the model's family say what the fields after it are like, and which there are beside them."""
        if field.to is None:
            return  # another request is its own
        self.family = family_of(model, field.kind).at(self.server)
        self.added = added(self.family, field.kind)
        for name, other in additions(field.kind).items():
            if name not in self.added and name not in self.base_fields:
                self.leave_out(name, other)

    def model_otherwise(self, typed: Mapping[str, Any]) -> str:  # noqa: ARG002 - a form may go by what was typed
        """Return the model that is asked if none is chosen, as far as the fields before it tell."""
        return ""

    server = ""  # the preset of the chosen connection, where it has one

    def leave_out(self, name: str, field: Any) -> None:
        """Take note of what was typed for a field that does not apply: it is not dropped in silence."""
        typed = (
            field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if self.is_bound
            else None
        )
        if typed and typed != field.initial:
            self.left_out.append(str(field.label or name))

    def clean(self) -> dict[str, Any] | None:
        for label in self.left_out:
            self.add_error(
                None,
                _("%(label)s does not go with the other choices: it was taken out. Check and send again.")
                % {"label": label},
            )
        return self.cleaned_data

    def rule(self, name: str) -> Mapping[str, Any] | None:
        """What the model's family says of a field; nothing, if it says nothing."""
        return self.family.rules.get(f"{self.path}{name}", {}) if self.family else {}

    def typed(self, name: str, field: Any) -> Any:
        """Return a field's value as typed, or as it would start where the browser did not send it."""
        initial, key = self.get_initial_for_field(field, name), self.add_prefix(name)
        if not self.is_bound:
            return initial
        if (
            isinstance(initial, str)
            and initial
            and field.widget.value_omitted_from_data(self.data, self.files, key)
        ):
            self.fill_in(key, initial)
        return field.widget.value_from_datadict(self.data, self.files, key)

    def fill_in(self, key: str, value: str) -> None:
        """Have a value stand where the browser sent none, in data of this form's own."""
        if not self._filled_in:
            self.data, self._filled_in = cast(QueryDict, self.data).copy(), True
        cast(QueryDict, self.data)[key] = value

    @classmethod
    @cache  # what a class declares stays, and the page of a result asks every action for its fields
    def kinds(cls) -> frozenset[Kind]:
        """The kinds of work that the model is to do, whichever of them the other choices ask for."""
        models = [field for field in cls.base_fields.values() if isinstance(field, Model)]
        changed = [more["kind"] for field in models for _, more in field.variants if "kind" in more]
        return frozenset((*(field.kind for field in models), *changed))

    @classmethod
    def every_field(cls) -> dict[str, forms.Field]:
        """Every field there can be, whether or not it applies to any given values and model."""
        more = {name: field for kind in sorted(cls.kinds()) for name, field in additions(kind).items()}
        return cls.base_fields | {name: field for name, field in more.items() if name not in cls.base_fields}

    @classmethod
    def controllers(cls) -> set[str]:
        """The names of the fields whose value decides which other fields there are."""
        declared = [field for field in cls.every_field().values() if isinstance(field, Declared)]
        models = {name for name, field in cls.base_fields.items() if isinstance(field, Model)}
        named = {name for field in declared for name in field.controllers()} | deciding()
        return models | (named & set(cls.every_field()))

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned values by field name; only for a valid form."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}

    @property
    def main_fields(self) -> list[BoundField]:
        return [self[name] for name, field in self.fields.items() if not getattr(field, "advanced", False)]

    @property
    def advanced_fields(self) -> list[BoundField]:
        return [self[name] for name, field in self.fields.items() if getattr(field, "advanced", False)]

    @property
    def advanced_open(self) -> bool:
        """Whether something under "More options" was set or is wrong, so that it must be seen."""
        return any(
            bound.errors or bound.value() not in (None, "", [], bound.field.initial)
            for bound in self.advanced_fields
        )

    def uploads(self) -> Iterator[tuple[str, Any]]:
        """Yield each new, valid upload with its input's name, to be kept while the rest is corrected."""
        for name, bound in ((name, self[name]) for name in self.fields):
            if isinstance(bound, BoundFile) and bound.data and not bound.errors:
                yield bound.html_name, self.cleaned_data[name]
            elif rows := getattr(bound, "row_forms", None):
                for row in rows:
                    yield from row.uploads()
