"""How long a model lasts: what its server says of its end, and which others stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from actions.families import Kind, Offered, able, offered_for, suggested
from actions.fields import Words

# Long enough to choose another in peace, short enough not to nag.
NEAR = 60
MOST_NAMED = 3
NONE = _("This connection offers no other model for this that stays.")


@dataclass(frozen=True)
class Remark:
    """What a form says of a choice that it takes all the same.

    `level` is "warning", or "error" for what can hardly work. `instead` is the choice to make in its place.
    """

    text: str
    level: str = "warning"
    instead: str = ""


def end_of(model: Offered) -> date | None:
    return getattr(model, "shutdown_date", None)


def remark(
    model_id: str, kind: Kind, offered: Sequence[Offered], today: date, way_out: Words = ""
) -> Remark | None:
    """Return what to say of a model that has ended or ends soon; nothing of one that lasts.

    `way_out` is what can be done where no model of its kind stays.
    """
    ends = next((end_of(model) for model in offered if model.model_id == model_id), None)
    if ends is None or (ends - today).days > NEAR:
        return None
    staying = lasting(kind, offered)
    others, first = named(staying) or way_out or NONE, next(iter(staying), "")
    days = (ends - today).days
    words = ending(days) % {"model": model_id, "date": date_format(ends), "days": days}
    return Remark(f"{words} {others}", "warning" if ends > today else "error", first)


def ending(days: int) -> str:
    """Return what to say of a model that ends in so many days, or that has ended, with places to fill in."""
    if days < 0:
        return gettext("%(model)s ended on %(date)s, so this will most likely be refused.")
    if days == 0:
        return gettext("%(model)s ends today, so this will most likely be refused.")
    if days == 1:
        return gettext("%(model)s ends on %(date)s, tomorrow.")
    return gettext("%(model)s ends on %(date)s, in %(days)d days.")


def lasting(kind: Kind, offered: Sequence[Offered]) -> list[str]:
    """Return a few models for this kind of work that have no end in sight, the one to start with first."""
    staying = [model for model in offered_for(kind, able(kind, offered)) if end_of(model) is None]
    first = suggested(kind, staying)
    return sorted((model.model_id for model in staying), key=lambda model: model != first)[:MOST_NAMED]


def named(models: list[str]) -> str:
    if not models:
        return ""
    words = ngettext("%(models)s stays.", "%(models)s stay.", len(models))
    return words % {"models": get_text_list(models, gettext("and"))}
