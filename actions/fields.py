"""The fields an action declares: Django's form fields plus four words.

`when`       the field exists only while other fields have these values: `{"method": ["chat"]}`
`.but(...)`  arguments that differ for some values of other fields
`to`         its place in the request, where that is not its own name; dots nest, None leaves it out
`advanced`   it stands under "More options"

What depends on the chosen model is not said here but in `actions.families`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from inspect import Parameter, signature
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

Condition = Mapping[str, Sequence[str]]
Values = Mapping[str, Any]

NAME = "its own name"
BLANK = (None, "", [], {}, ())


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
    "required": "{name} is empty. Fill it in.",
    "max_length": "{name} can have %(limit_value)d characters at most. This has %(show_value)d: shorten it.",
    "min_value": "{name} must be %(limit_value)s or more.",
    "max_value": "{name} can be %(limit_value)s at most.",
    "empty": "This file is empty: it has 0 bytes. Choose another one.",
    "invalid_choice": "“%(value)s” is not one of the choices for {name}. Choose one of the list.",
}


def positional(cls: type) -> list[str]:
    """Return the names of a class's arguments that may be given by position."""
    parameters = list(signature(cls.__init__).parameters.values())[1:]  # type: ignore[misc]  # of a class, not of an instance
    return [parameter.name for parameter in parameters if parameter.kind is Parameter.POSITIONAL_OR_KEYWORD]


class Declared:
    """The four words, mixed into a Django form field. A declared field is optional unless it says `required=True`."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        field = super().__new__(cls)
        field.arguments = {**dict(zip(positional(cls), args, strict=False)), **kwargs}
        field.variants = ()
        return field

    arguments: dict[str, Any]
    variants: tuple[tuple[Condition, dict[str, Any]], ...]
    help_text: str
    label: str | None
    error_messages: dict[str, Any]

    def __init__(
        self,
        *args: Any,
        when: Condition | None = None,
        to: str | None = NAME,
        advanced: bool = False,
        default: str = "",
        required: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, required=required, **kwargs)
        self.when, self.to, self.advanced, self.default = when, to, advanced, default
        name = self.label or "This"
        self.error_messages |= {code: message.format(name=name) for code, message in COMPLAINTS.items()}
        self.help_text = " ".join(filter(None, [self.help_text, self.hint()]))

    def hint(self) -> str:
        """The range and the default in words, told after the help text."""
        return f"Blank: {self.default}." if self.default else ""

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
        """Return the field as it is for these values and this rule of the model's family; None where it has none."""
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

    def controllers(self) -> set[str]:
        """The names of the fields this one depends on."""
        return set(self.when or ()) | {name for condition, _ in self.variants for name in condition}

    def wire(self, value: Any) -> Any:
        """Return a cleaned value as the request carries it."""
        return value

    def shown(self, value: Any) -> Any:
        """Return a cleaned value as the history shows it."""
        return value


class Text(Declared, forms.CharField):
    """One line."""


class LongText(Declared, forms.CharField):
    """Several lines, kept to the letter."""

    widget = forms.Textarea

    def __init__(self, *args: Any, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(*args, strip=False, **kwargs)
        self.widget.attrs["rows"] = rows

    def clean(self, value: Any) -> Any:
        if self.required and isinstance(value, str) and not value.strip():
            raise ValidationError(self.error_messages["required"], code="required")
        return super().clean(value)


class JsonText(LongText):
    """JSON typed as text; cleaned to the text itself, sent as what it says."""

    def __init__(self, *args: Any, kinds: tuple[type, ...] = (dict,), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        self.widget.attrs |= {"spellcheck": "false", "data-code": "json"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text.strip():
            return ""
        try:
            parsed = json.loads(text)
        except ValueError as error:
            line = (
                f" (line {error.lineno}, column {error.colno})"
                if isinstance(error, json.JSONDecodeError)
                else ""
            )
            raise ValidationError(
                f"This is not valid JSON{line}. Check for a missing quote, comma or bracket.", code="json"
            ) from error
        if not isinstance(parsed, self.kinds):
            raise ValidationError("Enter a JSON object, in curly brackets.", code="json")
        return text

    def wire(self, value: Any) -> Any:
        return json.loads(value)


class _Ranged(Declared):
    """A number with its range told in the hint."""

    min_value: Any
    max_value: Any

    def hint(self) -> str:
        low, high = self.min_value, self.max_value
        if low is not None and high is not None:
            span = f"From {low:g} to {high:g}."
        elif low is not None:
            span = f"{low:g} or more."
        else:
            span = ""
        return " ".join(filter(None, [span, super().hint()]))


class Integer(_Ranged, forms.IntegerField):
    """A whole number."""


class Number(_Ranged, forms.FloatField):
    """A number with decimals."""

    def __init__(self, *args: Any, step: float = 0.01, **kwargs: Any) -> None:
        # The step guides the browser's arrows; it is no rule, so the server does not enforce it.
        super().__init__(*args, **kwargs)
        self.widget.attrs["step"] = step

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "step": "any"}


def pairs(choices: Iterable[str | tuple[str, str]]) -> list[tuple[str, str]]:
    """Return choices as (value, label) pairs; a bare value is its own label."""
    return [choice if isinstance(choice, tuple) else (choice, choice) for choice in choices]


class Choice(Declared, forms.ChoiceField):
    """One of several; `free` lets a person type another value, for servers that know more than we do."""

    def __init__(
        self,
        choices: Iterable[str | tuple[str, str]] = (),
        *,
        free: bool = False,
        blank: str = "Automatic",
        **kwargs: Any,
    ) -> None:
        self.free = free
        options = pairs(choices)
        if free:
            kwargs["widget"] = Suggestions(options)
        elif not kwargs.get("required"):
            options = [("", blank), *options]
        super().__init__(choices=options, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return self.free or super().valid_value(value)


class Suggestions(forms.TextInput):
    """A text input that proposes values: a combobox with a script, the browser's own list without."""

    template_name = "django/forms/widgets/suggestions.html"

    def __init__(self, choices: Iterable[tuple[str, str]] = (), attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.choices = choices

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"] |= {"list": list_id, "autocomplete": "off"}
        context["widget"] |= {"list_id": list_id, "options": list(self.choices)}
        return context


class YesNo(Declared, forms.TypedChoiceField):
    """Yes, no, or left to the API."""

    def __init__(self, *, blank: str = "Automatic", **kwargs: Any) -> None:
        choices = [("", blank), ("true", "Yes"), ("false", "No")]
        super().__init__(
            choices=choices, coerce=lambda value: value in ("true", True), empty_value=None, **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value

    def shown(self, value: Any) -> str:
        return "Yes" if value else "No"


class Filename(Text):
    """A name for a file, without a folder."""

    default_validators = [RegexValidator(r"^[^/\\\x00-\x1f]*$", "Leave out slashes and line breaks.")]
