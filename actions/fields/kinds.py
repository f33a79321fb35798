"""The kinds of field an action declares."""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.fields.declared import Declared, Words
from connections import limits


class Text(Declared, forms.CharField):
    """One line."""


class LongText(Declared, forms.CharField):
    """Several lines, kept to the letter."""

    widget = forms.Textarea

    def __init__(self, *args: Any, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(*args, strip=False, **kwargs)
        self.widget.attrs["rows"] = rows

    def to_python(self, value: Any) -> Any:
        # Browsers send every line break as two characters; nobody typed, and no limit counts, the second.
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)

    def clean(self, value: Any) -> Any:
        if self.required and isinstance(value, str) and not value.strip():
            raise ValidationError(self.error_messages["required"], code="required")
        return super().clean(value)


def not_json(error: ValueError) -> str:
    """Return what is wrong with a text that is not JSON, and where, if that is known."""
    if not isinstance(error, json.JSONDecodeError):
        return gettext("This is not valid JSON. Check for a missing quote, comma or bracket.")
    return gettext(
        "This is not valid JSON (line %(line)s, column %(column)s). "
        "Check for a missing quote, comma or bracket."
    ) % {"line": error.lineno, "column": error.colno}


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
            parsed = limits.typed(text)
        except limits.TooManyValues:
            raise ValidationError(
                gettext("This holds too many values, or too many within one another."), code="json"
            ) from None
        except ValueError as error:
            raise ValidationError(not_json(error), code="json") from error
        if not isinstance(parsed, self.kinds):
            raise ValidationError(gettext("Enter a JSON object, in curly brackets."), code="json")
        return text

    def wire(self, value: Any) -> Any:
        return json.loads(value)


MOST_TOLD = 10**9
AUTOMATIC = _("Automatic")


def number(value: float) -> str:
    """Write a number as people do: 1,000 and 0.25."""
    return number_format(f"{value:.10g}", force_grouping=True)


class _Ranged(Declared):
    """A number with its range told in the hint."""

    min_value: Any
    max_value: Any

    def hint(self) -> str:
        low, high = self.min_value, self.max_value
        if high is not None and high > MOST_TOLD:
            span = ""  # no person needs to hear of the limits of 64 bits
        elif low is not None and high is not None:
            span = gettext("From %(low)s to %(high)s.") % {"low": number(low), "high": number(high)}
        elif low is not None:
            span = gettext("%(low)s or more.") % {"low": number(low)}
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


def pairs(choices: Iterable[str | tuple[str, Words]]) -> list[tuple[str, Words]]:
    """Return choices as (value, label) pairs; a bare value is its own label."""
    return [choice if isinstance(choice, tuple) else (choice, choice) for choice in choices]


class Choice(Declared, forms.ChoiceField):
    """One of several; `free` lets a person type another value, for servers that know more than we do."""

    def __init__(
        self,
        choices: Iterable[str | tuple[str, Words]] = (),
        *,
        free: bool = False,
        blank: Words = AUTOMATIC,
        **kwargs: Any,
    ) -> None:
        self.free = free
        self.options = options = pairs(choices)
        if free:
            kwargs["widget"] = Suggestions(options)
        elif not kwargs.get("required"):
            options = [("", blank), *options]
        super().__init__(choices=options, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return self.free or super().valid_value(value)

    def show_also(self, value: Any) -> None:
        """Draw what was chosen even if it is no choice now: the browser must not put another in its place."""
        if value and not self.free and not self.valid_value(value):
            self.widget.choices = [
                *self.widget.choices,
                (value, gettext("%(value)s: not a choice here") % {"value": value}),
            ]

    def shown(self, value: Any) -> Any:
        return dict(self.options).get(value, value)


class Suggestions(forms.TextInput):
    """A text input that proposes values: a combobox with a script, the browser's own list without."""

    template_name = "django/forms/widgets/suggestions.html"

    def __init__(
        self, choices: Iterable[tuple[str, Words]] = (), attrs: dict[str, Any] | None = None
    ) -> None:
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

    def __init__(self, *, blank: Words = AUTOMATIC, **kwargs: Any) -> None:
        choices = [("", blank), ("true", _("Yes")), ("false", _("No"))]
        super().__init__(
            choices=choices, coerce=lambda value: value in ("true", True), empty_value=None, **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value

    def shown(self, value: Any) -> str:
        return gettext("Yes") if value else gettext("No")


class Filename(Text):
    """A name for a file, without a folder."""

    default_validators = [RegexValidator(r"^[^/\\\x00-\x1f]*$", _("Leave out slashes and line breaks."))]
