"""What every declared field has: Django's form fields plus four words.

`when`       the field exists only while other fields have these values: `{"method": ["chat"]}`
`.but(...)`  arguments that differ for some values of other fields
`to`         its place in the request, where that is not its own name; dots nest, None leaves it out
`advanced`   it stands under "More options"

What depends on the chosen model is not said here but in `actions.families`.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from fnmatch import fnmatchcase
from functools import cache
from inspect import Parameter, signature
from typing import Any, Self

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

Condition = Mapping[str, Sequence[str]]
Values = Mapping[str, Any]
Words = str | Promise  # what a person reads; a promise is kept in the language of the moment

NAME = "its own name"
BLANK: tuple[Any, ...] = (None, "", [], {}, ())


def holds(condition: Condition | None, values: Values) -> bool:
    """Whether every field named in `condition` has a value that one of its patterns matches."""
    return all(
        any(
            fnmatchcase("" if (value := values.get(name)) is None else str(value), pattern)
            for pattern in patterns
        )
        for name, patterns in (condition or {}).items()
    )


# What is wrong and what to do about it; Django fills in the rest.
COMPLAINTS = {
    "required": _("{name} is empty. Fill it in."),
    "max_length": _(
        "{name} can have %(limit_value)d characters at most. This has %(show_value)d: shorten it."
    ),
    "min_value": _("{name} must be %(limit_value)s or more."),
    "max_value": _("{name} can be %(limit_value)s at most."),
    "empty": _("This file is empty: it has 0 bytes. Choose another one."),
    "invalid_choice": _("“%(value)s” is not one of the choices for {name}. Choose one of the list."),
}


@cache  # Django copies every field for every form, and a signature takes long to read
def positional(cls: type) -> list[str]:
    """Return the names of a class's arguments that may be given by position."""
    parameters = list(signature(cls.__init__).parameters.values())[1:]  # type: ignore[misc]  # of a class, not of an instance
    return [parameter.name for parameter in parameters if parameter.kind is Parameter.POSITIONAL_OR_KEYWORD]


class Declared(forms.Field):
    """The four words, mixed into a Django form field, which is optional unless it says `required=True`."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        field = super().__new__(cls)
        names = positional(cls)  # type: ignore[arg-type]  # to mypy a class is as unhashable as its instances
        field.arguments = {**dict(zip(names, args, strict=False)), **kwargs}
        field.variants = ()
        return field

    # Where a sample of what is chosen can be had, and what that costs; whoever draws the form says so.
    sample_url: str = ""
    sample_cost: Words = ""

    arguments: dict[str, Any]
    variants: tuple[tuple[Condition, dict[str, Any]], ...]

    def __init__(
        self,
        *args: Any,
        when: Condition | None = None,
        to: str | None = NAME,
        advanced: bool = False,
        default: Words = "",
        required: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, required=required, **kwargs)
        self.when, self.to, self.advanced, self.default = when, to, advanced, default
        name = self.label or _("This")
        self.error_messages |= {code: format_lazy(message, name=name) for code, message in COMPLAINTS.items()}

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Return the field as one form has it: but for the widget, what it holds is replaced, never changed.

        Every form copies all fields there are, and Django copies each choice of each of them.
        """
        copied: Self = object.__new__(type(self))
        vars(copied).update(vars(self))
        copied.widget = deepcopy(self.widget, memo)
        return copied

    @property
    def help_text(self) -> str:
        """What was declared, with the range and the default, in the reader's language.

        Django asks for it whenever a form looks at a field, be it never drawn.
        """
        language = get_language()
        if language not in self._told:
            self._told[language] = " ".join(filter(None, [str(self._help), self.hint()]))
        return self._told[language]

    @help_text.setter
    def help_text(self, words: Words) -> None:
        self._help = words
        self._told: dict[str | None, str] = {}

    def hint(self) -> str:
        """The range and the default in words, told after the help text."""
        return gettext("Blank: %(default)s.") % {"default": self.default} if self.default else ""

    def but(self, condition: Condition, **changes: Any) -> Self:
        """Return this field with other arguments where `condition` holds."""
        self.variants = (*self.variants, (condition, changes))
        return self

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """Return a field made anew with some arguments changed; `when` conditions add up."""
        when = {**(self.arguments.get("when") or {}), **(changes.get("when") or {})}
        field = type(self)(**{**self.arguments, **changes, "when": when})
        field.variants = self.variants
        return field

    def applied(self, values: Values, rule: Mapping[str, Any] | None) -> Self | None:
        """Return the field as it is for these values and this rule of the model's family, or None."""
        if rule is None:
            return None
        changes = {
            key: value
            for condition, more in self.variants
            if holds(condition, values)
            for key, value in more.items()
        }
        field = self.changed({**changes, **rule}) if changes or rule else self
        return field if holds(field.when, values) else None

    def place(self, values: Values) -> str | None:
        """Return where these values put it in the request; None where it is not sent."""
        moved = [more["to"] for condition, more in self.variants if "to" in more and holds(condition, values)]
        return moved[-1] if moved else self.to

    def places(self) -> set[str | None]:
        """Return every place it can have in a request."""
        return {self.to, *(more["to"] for _, more in self.variants if "to" in more)}

    def controllers(self) -> set[str]:
        """The names of the fields this one depends on."""
        return set(self.when or ()) | {name for condition, _ in self.variants for name in condition}

    def wire(self, value: Any) -> Any:
        """Return a cleaned value as the request carries it."""
        return value

    def less(self, value: Any, param: str) -> Any:  # noqa: ARG002 - a field of several parameters may keep others
        """Return what stays of a cleaned value without what this parameter of the request is about."""
        return None

    def shown(self, value: Any) -> Any:
        """Return a cleaned value as the history shows it."""
        return value
