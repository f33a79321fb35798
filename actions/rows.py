"""Repeating groups: a field whose value is a list of rows, each a small form of its own.

They are Django formsets (`messages-0-role`, `messages-TOTAL_FORMS`). Rows are added, removed and moved
by submit buttons that carry a command, which `actions.posted` carries out, with and without a script.
A removed row keeps its place in the numbering, marked as deleted.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet, formset_factory
from django.forms.utils import ErrorList
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.fields import Declared, Words
from actions.forms import DeclaredForm
from actions.posted import counted, has_rows, order_of
from actions.uploads import File
from actions.wiring import wired

REMOVED = 100  # rows keep their numbers: so many may be removed before the form is sent


class RowFormSet(BaseFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    """Rows of which each may be left empty, removed or moved."""

    default_error_messages = {"too_many_forms": _("There can be %(num)d at most. Remove the others.")}

    def initial_form_count(self) -> int:
        # To Django a bound formset's first rows are "initial" and may not be left empty: none of ours is.
        return 0 if self.is_bound else super().initial_form_count()

    deletion_widget = forms.HiddenInput
    ordering_widget = forms.HiddenInput

    def quieten(self) -> None:
        self._errors: list[Any] = []
        self._non_form_errors = ErrorList()


class BoundRows(BoundField):
    """A repeating group with its rows."""

    field: "Rows"
    form: DeclaredForm

    @cached_property
    def formset(self) -> RowFormSet:
        form, field = self.form, self.field
        kwargs: dict[str, Any] = {
            "prefix": self.html_name,
            "form_kwargs": {
                "offered": form.offered,
                "family": form.family,
                "path": f"{form.path}{self.name}.",
                "kept": form.kept,
                "shelf": form.shelf,
                "quiet": form.quiet,
            },
        }
        if not form.is_bound or self.is_new:
            return field.formset(initial=self.initial or [], **kwargs)
        formset = field.formset(counted(form.data, self.html_name, form.files or ()), form.files, **kwargs)
        if form.quiet:
            formset.quieten()
        return formset

    @property
    def is_new(self) -> bool:
        """Whether it stands in a row that was just added, so that it begins with the rows it needs."""
        return self.form.quiet and not any(key.startswith(f"{self.html_name}-") for key in self.form.data)

    @property
    def row_forms(self) -> list[DeclaredForm]:
        """The rows to draw, in their order."""
        alive = [form for form in self.formset.forms if not self.removed(form)]
        return (
            sorted(alive, key=lambda form: order_of(form.data.get(form.add_prefix("ORDER"))))
            if self.form.is_bound
            else alive
        )

    @property
    def removed_forms(self) -> list[DeclaredForm]:
        """The rows that only keep their number."""
        return [form for form in self.formset.forms if self.removed(form)]

    def removed(self, form: DeclaredForm) -> bool:
        return bool(self.form.is_bound and form.data.get(form.add_prefix("DELETE")))

    @property
    def room(self) -> int:
        """How many more rows there can be."""
        return max(self.field.max_rows - len(self.row_forms), 0)

    @property
    def file_name(self) -> str:
        """The name of the file in each row, of which a browser may take several at once; blank for none."""
        files = (name for name, field in self.field.row_fields.items() if isinstance(field, File))
        return next(files, "")

    def value(self) -> Any:
        return (
            [row for row in self.formset.forms if row.has_changed()]
            if self.form.is_bound
            else self.initial or []
        )

    def _has_changed(self) -> bool:
        return self.formset.has_changed()


class Rows(Declared, forms.Field):
    """A list of rows, sent as a list of objects. `one` is what a single row is called."""

    template_name = "forms/_rows.html"

    def __init__(
        self,
        fields: Mapping[str, forms.Field],
        *,
        one: Words,
        min_rows: int = 0,
        max_rows: int = 100,
        **kwargs: Any,
    ) -> None:
        self.row_fields, self.one, self.min_rows, self.max_rows = fields, one, min_rows, max_rows
        super().__init__(required=kwargs.pop("required", min_rows > 0), **kwargs)
        self.formset: type[RowFormSet] = formset_factory(  # type: ignore[assignment]  # the stubs lose the class given as `formset`
            type(gettext("Row"), (DeclaredForm,), dict(fields)),
            formset=RowFormSet,
            extra=0,
            min_num=min_rows,
            max_num=max_rows,
            absolute_max=max_rows + REMOVED,
            validate_max=True,
            can_order=True,
            can_delete=True,
        )

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundRows:
        return BoundRows(form, self, field_name)

    def _clean_bound_field(self, bound: BoundRows) -> list[dict[str, Any]]:
        if not self.min_rows and not has_rows(bound.form.data, bound.html_name, bound.form.files or ()):
            return []
        formset = bound.formset
        if not formset.is_valid():
            many = formset.non_form_errors().as_data()
            raise ValidationError(
                many or gettext("Correct what is marked below in this %(one)s.") % {"one": self.one},
                code="rows",
            )
        rows = [
            {name: form.cleaned_data.get(name) for name in form.fields if name not in ("ORDER", "DELETE")}
            for form in formset.ordered_forms
        ]
        if len(rows) < self.min_rows:
            raise ValidationError(
                gettext("Add at least %(min_rows)s %(one)s.") % {"min_rows": self.min_rows, "one": self.one},
                code="min_rows",
            )
        self.check(rows)
        return rows

    def check(self, rows: list[dict[str, Any]]) -> None:
        """Raise ValidationError if the rows do not go together. Any do, unless a subclass says otherwise."""

    def wire(self, value: Any) -> Any:
        return [wired(self.row_fields, row) for row in value]


class ListOf(Rows):
    """Rows of a single field, sent as a list of its values."""

    def wire(self, value: Any) -> Any:
        (name,) = self.row_fields
        field = cast(Declared, self.row_fields[name])
        return [field.wire(row[name]) for row in value]


class MapOf(Rows):
    """Rows of two fields, sent as an object from the first to the second."""

    def check(self, rows: list[dict[str, Any]]) -> None:
        key = next(iter(self.row_fields))
        names = [str(row[key]) for row in rows]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValidationError(
                gettext("“%(twice)s” is there twice. Keep one of them.") % {"twice": twice}, code="twice"
            )

    def wire(self, value: Any) -> Any:
        key, other = self.row_fields
        return {str(row[key]): row[other] for row in value}
