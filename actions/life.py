"""How long a model lasts: what its server says of its end, and which others stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from actions.families import Kind, Offered, able, offered_for, suggested

# Long enough to choose another in peace, short enough not to nag.
NEAR = 60
MOST_NAMED = 3
NONE = "This connection offers no other model for this that stays."


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
    model_id: str, kind: Kind, offered: Sequence[Offered], today: date, way_out: str = ""
) -> Remark | None:
    """Return what to say of a model that has ended or ends soon; nothing of one that lasts.

    `way_out` is what can be done where no model of its kind stays.
    """
    ends = next((end_of(model) for model in offered if model.model_id == model_id), None)
    if ends is None or (ends - today).days > NEAR:
        return None
    staying = lasting(kind, offered)
    others, first = named(staying) or way_out or NONE, next(iter(staying), "")
    if ends > today:
        soon = f"{model_id} ends on {ends:%-d %B %Y}, {distance((ends - today).days)}. {others}"
        return Remark(soon, instead=first)
    verb = "ends today" if ends == today else f"ended on {ends:%-d %B %Y}"
    return Remark(f"{model_id} {verb}, so this will most likely be refused. {others}", "error", first)


def lasting(kind: Kind, offered: Sequence[Offered]) -> list[str]:
    """Return a few models for this kind of work that have no end in sight, the one to start with first."""
    staying = [model for model in offered_for(kind, able(kind, offered)) if end_of(model) is None]
    first = suggested(kind, staying)
    return sorted((model.model_id for model in staying), key=lambda model: model != first)[:MOST_NAMED]


def distance(days: int) -> str:
    return "tomorrow" if days == 1 else f"in {days} days"


def named(models: list[str]) -> str:
    if len(models) < 2:
        return f"{models[0]} stays." if models else ""
    return f"{', '.join(models[:-1])} and {models[-1]} stay."
