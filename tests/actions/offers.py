"""Stand-ins for a connection and its models, as a form sees them."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict

from actions.fields import Declared
from actions.forms import DeclaredForm
from actions.rows import BoundRows


@dataclass(frozen=True)
class Offer:
    model_id: str
    shutdown_date: date | None = None


@dataclass(frozen=True)
class Shop:
    """A connection that offers a few models of each kind."""

    pk: int = 1
    name: str = "Practice"
    preset: str = ""
    models: tuple[Offer, ...] = (
        Offer("gpt-4o", date(2027, 1, 14)),
        Offer("gpt-5.4-mini"),
        Offer("gpt-6-sol"),
        Offer("gpt-image-2"),
        Offer("gpt-4o-mini-tts", date(2027, 1, 6)),
        Offer("gpt-transcribe"),
        Offer("whisper-1", date(2027, 2, 26)),
    )

    def models_for_form(self) -> tuple[Offer, ...]:
        return self.models


def posted(**fields: object) -> QueryDict:
    """Return fields as a browser posts them; `messages__0__role` stands for `messages-0-role`."""
    data = QueryDict(mutable=True)
    data.update({"connection": "1"})
    for name, value in fields.items():
        data[name.replace("__", "-")] = str(value)
    return data


def rows(form: forms.BaseForm, name: str) -> list[DeclaredForm]:
    """Return the rows of a repeating group, in their order."""
    return cast(BoundRows, form[name]).row_forms


def wire(form: type[DeclaredForm], name: str, value: Any) -> Any:
    """Return a cleaned value as the request carries it."""
    return cast(Declared, form.base_fields[name]).wire(value)


def choices(form: forms.BaseForm, name: str) -> dict[str, str]:
    """Return what a field offers: labels by value."""
    field: Any = form.fields[name]
    return dict(field.widget.choices)
