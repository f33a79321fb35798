"""Using and saving definitions from an action's form: what its two buttons do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.http import QueryDict

from actions.action import Action
from actions.filling import filled
from actions.forms import ActionForm
from library.models import Definition, DefinitionQuerySet

if TYPE_CHECKING:
    from people.models import User

# The name of the two buttons, and of the inputs beside them.
COMMAND = "definitions"
CHOSEN, NAME, SHARED = "definition", "definition_name", "definition_shared"


class Make(Protocol):
    """Makes the action's form for posted data."""

    def __call__(self, data: QueryDict, *, quiet: bool = False) -> ActionForm: ...


@dataclass(frozen=True)
class Outcome:
    """The form to draw after a button, and what to say beside the button."""

    form: ActionForm
    used: str = ""
    saved: str = ""
    error: str = ""


def definitions_for(action: Action, user: "User") -> DefinitionQuerySet:
    return Definition.objects.visible_to(user).filter(action=action.slug)


def chosen(action: Action, user: "User", key: str) -> Definition | None:
    """Return the definition of this action with this key, if the person may use it."""
    return definitions_for(action, user).filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None


def values_of(action: Action, definition: Definition) -> dict[str, Any]:
    """Return what a definition still says of the fields that can be kept."""
    return {name: definition.values[name] for name in action.savable if name in definition.values}


def carried_out(action: Action, user: "User", data: QueryDict, make: Make) -> Outcome:
    """Do what the pressed button says; an unknown one changes nothing."""
    match data.get(COMMAND):
        case "use":
            return use(action, user, data, make)
        case "save":
            return save(action, user, data, make)
        case _:
            return Outcome(make(data, quiet=True))


def use(action: Action, user: "User", data: QueryDict, make: Make) -> Outcome:
    """Fill the fields in as they were saved; all others stay as they are."""
    definition = chosen(action, user, data.get(CHOSEN) or "")
    if definition is None:
        return Outcome(make(data, quiet=True), used="Choose one of the saved definitions.")
    data = filled(data, action.fields, definition.values, action.savable)
    return Outcome(make(data, quiet=True), used=f"“{definition}” is filled in.")


def save(action: Action, user: "User", data: QueryDict, make: Make) -> Outcome:
    """Save the fields under a name if they are right; of the other fields nothing is said."""
    name = " ".join((data.get(NAME) or "").split())
    if not 0 < len(name) <= 100 or "\0" in name:
        return Outcome(make(data, quiet=True), error="Give the definition a name of 1 to 100 characters.")
    form = make(data)
    if wrong := wrong_among(form, action.savable):
        form.errors.clear()
        form.errors.update(wrong)
        return Outcome(form, error="It is not saved yet: correct what is marked.")
    values = {field: form.cleaned_data[field] for field in action.savable if field in form.cleaned_data}
    new = Definition.objects.keep(user, action.slug, name, values, shared=SHARED in data)
    said = f"Saved as “{name}”." if new else f"“{name}” is saved anew: what it was before is gone."
    return Outcome(make(data, quiet=True), saved=said)


def wrong_among(form: ActionForm, names: tuple[str, ...]) -> Mapping[str, Any]:
    """Return the errors of these fields alone."""
    return {name: errors for name, errors in form.errors.items() if name in names}
