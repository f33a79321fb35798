"""Using and saving definitions from an action's form: what its two buttons do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _

from actions.action import Action
from actions.filling import chosen_for, filled
from actions.forms import ActionForm
from connections.digits import whole
from library.forms import KeepForm
from library.models import Definition
from people.sharing import SharedQuerySet

if TYPE_CHECKING:
    from people.models import User

# The name of the two buttons, of the choice beside the one, and the prefix of the inputs beside the other.
COMMAND, CHOSEN, PREFIX = "definitions", "definition", "keep"


class Make(Protocol):
    """Makes the action's form for posted data."""

    def __call__(self, data: QueryDict, *, quiet: bool = False) -> ActionForm: ...


@dataclass(frozen=True)
class Outcome:
    """The form to draw after a button, and what to say beside the button.

    `keep` is the form to save with, where it has something to say of itself.
    """

    form: ActionForm
    keep: KeepForm | None = None
    used: str = ""
    saved: str = ""
    error: str = ""


def definitions_for(action: Action, user: "User") -> SharedQuerySet[Definition]:
    kind = action.savable.kind if action.savable else None
    return Definition.objects.visible_to(user).filter(kind=kind)


def chosen(action: Action, user: "User", key: str) -> Definition | None:
    """Return the definition with this key, if it is one for this action and the person may use it."""
    number = whole(key)
    return None if number is None else definitions_for(action, user).filter(pk=number).first()


def saved_by(action: Action) -> tuple[str, ...]:
    return action.savable.fields if action.savable else ()


def values_of(action: Action, definition: Definition) -> dict[str, Any]:
    """Return what a definition still says of the fields that can be kept, and the choices that show them."""
    names = [name for name in saved_by(action) if name in definition.values]
    return chosen_for(action.fields, names) | {name: definition.values[name] for name in names}


def keep_form(user: "User", data: Any = None, definition: Definition | None = None) -> KeepForm:
    """Return the form to save with; it begins as a definition of the person's own is kept."""
    own = definition if definition and definition.owner_id == user.pk else Definition(owner=user)
    return KeepForm(data, prefix=PREFIX, person=user, instance=own)


def keep_form_as_posted(action: Action, user: "User", posted: QueryDict, address: QueryDict) -> KeepForm:
    """Return the form to save with as it was filled in so far, without complaints: nobody saves yet."""
    if not any(key.startswith(f"{PREFIX}-") for key in posted):
        return keep_form(user, definition=chosen(action, user, address.get(CHOSEN, "")))
    form = keep_form(user, posted)
    form._errors = ErrorDict()  # type: ignore[attr-defined]  # the stubs do not know it
    return form


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
        return Outcome(make(data, quiet=True), used=_("Choose one of the saved definitions."))
    data = filled(data, action.fields, definition.values, saved_by(action))
    keep = keep_form(user, definition=definition)
    return Outcome(
        make(data, quiet=True), keep, used=_("“%(definition)s” is filled in.") % {"definition": definition}
    )


def save(action: Action, user: "User", data: QueryDict, make: Make) -> Outcome:
    """Save the fields under a name if they are right; of the other fields nothing is said."""
    if action.savable is None:
        return Outcome(make(data, quiet=True))
    keep = keep_form(user, data)
    if not keep.is_valid():
        return Outcome(make(data, quiet=True), keep, error=_("It is not saved yet: correct what is marked."))
    form = make(data)
    if wrong := wrong_among(form, action.savable.fields):
        form.errors.clear()
        form.errors.update(wrong)
        return Outcome(form, keep, error=_("It is not saved yet: correct what is marked."))
    values = {name: form.cleaned_data[name] for name in action.savable.fields if name in form.cleaned_data}
    new = Definition.objects.keep(user, action.savable.kind, values=values, **keep.cleaned_data)
    name = keep.cleaned_data["name"]
    said = (
        _("Saved as “%(name)s”.") % {"name": name}
        if new
        else _("“%(name)s” is saved anew: what it was before is gone.") % {"name": name}
    )
    return Outcome(make(data, quiet=True), keep, saved=said)


def wrong_among(form: ActionForm, names: tuple[str, ...]) -> Mapping[str, Any]:
    """Return the errors of these fields alone."""
    return {name: errors for name, errors in form.errors.items() if name in names}
