"""The field for a model: what the connection offers, and how long what was chosen lasts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions import life
from actions.families import Kind, Offered, offered_for, suggested
from actions.fields import Suggestions, Text, Words


class Model(Text):
    """The model's id: picked from what the connection offers, or typed."""

    offered: Sequence[Offered] = ()
    otherwise = ""  # the model that is asked while this is blank

    def __init__(self, kind: Kind, *, required: bool = True, way_out: Words = "", **kwargs: Any) -> None:
        self.kind, self.way_out = kind, way_out
        kwargs.setdefault("label", _("Model"))
        kwargs.setdefault("help_text", _("Pick one that the connection offers, or type any model id."))
        super().__init__(required=required, max_length=200, widget=Suggestions(), **kwargs)

    def offer(self, models: Sequence[Offered]) -> None:
        """Propose these models, and the best of them to begin with."""
        self.offered = models
        self.widget.choices = [
            (model.model_id, retirement(model)) for model in offered_for(self.kind, models)
        ]
        self.initial = suggested(self.kind, models) if self.required else ""

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "BoundModel":
        return BoundModel(form, self, field_name)


class BoundModel(BoundField):
    """The model that was chosen, with what there is to say of it."""

    field: Model

    @property
    def remark(self) -> life.Remark | None:
        """What to know of the chosen model before it is asked; nothing, if it lasts."""
        chosen = str(self.value() or self.field.otherwise).strip()
        field, today = self.field, timezone.localdate()
        return life.remark(chosen, field.kind, field.offered, today, field.way_out)

    @property
    def aria_describedby(self) -> str | None:
        pointed = super().aria_describedby
        return f"{pointed or ''} {self.auto_id}_remark".strip() if self.remark else pointed


def retirement(model: Offered) -> str:
    """Return what a person should know of a model before choosing it."""
    date = life.end_of(model)
    if not date:
        return model.model_id
    ended = date < timezone.localdate()
    words = gettext("%(model)s: ended on %(date)s") if ended else gettext("%(model)s: ends on %(date)s")
    return words % {"model": model.model_id, "date": date_format(date)}
