"""The form in which data is defined by the editors of `actions.definitions`: names that refer to each other,
limits, and the schema that comes of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from actions.definitions import Reference
from actions.forms import ActionForm, DeclaredForm
from actions.limits import problems
from actions.previews import Preview, pretty
from actions.rows import BoundRows, Rows
from actions.schemas import Schema, schema_of

# Through the forms, from the outer one to the row: each with the name of the field that leads on.
Way = Sequence[tuple[DeclaredForm, str]]


def typed(bound: Any) -> list[dict[str, Any]]:
    """Return the named rows of a group as they are typed so far."""
    rows = [{name: typed_in(row[name]) for name in row.fields} for row in bound.row_forms]
    return [row for row in rows if row.get("name", row.get("value"))]


def typed_in(bound: BoundField) -> Any:
    return typed(bound) if isinstance(bound, BoundRows) else bound.value()


def references(form: DeclaredForm) -> Iterator[tuple[Way, Reference]]:
    """Yield every reference in a form and its rows, with the way there."""
    for name, field in form.fields.items():
        if isinstance(field, Reference):
            yield [(form, name)], field
        elif isinstance(field, Rows) and refers(field):
            for row in form[name].row_forms:  # type: ignore[attr-defined]  # the field of a BoundRows
                for way, reference in references(row):
                    yield [(form, name), *way], reference


def refers(field: Any) -> bool:
    """Whether a field is a reference, or has one in its rows."""
    inner = field.row_fields.values() if isinstance(field, Rows) else ()
    return isinstance(field, Reference) or any(map(refers, inner))


def offer_names(form: DeclaredForm) -> None:
    """Propose for every reference the names that there are."""
    for _way, field in references(form):
        names = [str(row["name"]) for row in typed(form[field.group])]
        field.widget.choices = [(name, name) for name in dict.fromkeys(names)]


def check_references(form: DeclaredForm) -> None:
    """Add an error, at its place, to every reference to a name that there is not."""
    for way, field in references(form):
        *groups, (row, name) = way
        wanted = row.cleaned_data.get(name) if hasattr(row, "cleaned_data") else None
        known = [each["name"] for each in form.cleaned_data.get(field.group) or ()]
        if not wanted or wanted in known or field.group in form.errors:
            continue
        label = form.fields[field.group].label
        row.add_error(
            name,
            _("There is no “%(wanted)s” under %(label)s. Add it there, or correct the name.")
            % {"wanted": wanted, "label": label},
        )
        for outer, group in groups:
            if group not in outer.errors:
                outer.add_error(group, _("Correct what is marked below."))


class DefiningForm(ActionForm):
    """A form with the two editors, as long as its other choices leave them in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_names(self)

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        check_references(self)
        if self.defines and not self.errors:
            for words in problems(self.cleaned_data["parameters"], self.cleaned_data["objects"]):
                self.add_error(None, words)
        return self.cleaned_data

    @property
    def defines(self) -> bool:
        return "parameters" in self.fields

    @cached_property
    def preview(self) -> Preview | None:
        """The schema that the editors make so far, to be shown after them."""
        if not self.defines:
            return None
        rows = typed(self["parameters"])
        schema = pretty(schema_of(rows, typed(self["objects"]))) if rows else ""
        words = schema or _("Name a parameter, and its schema appears here.")
        return Preview(_("Schema preview"), words, after="objects")


def defined(values: Mapping[str, Any]) -> Schema:
    """Return the schema that the editors' values make."""
    return schema_of(values["parameters"], values["objects"])
