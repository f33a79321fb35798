"""Reading a body value by value, with OpenAI's own complaints."""

from collections.abc import Collection, Mapping
from typing import Any

from practice.refusals import Refusal, invalid_value, missing_parameter, unknown_parameter

NAMES = {
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    float: "a decimal",
    list: "an array",
    dict: "an object",
}


class Parameters:
    """The values of one request. A null counts as not given, as it does at OpenAI.

    `spelled` means that they come from a form, where numbers and booleans are written as text.
    """

    def __init__(self, values: Mapping[str, Any], *, spelled: bool = False) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}
        self.spelled = spelled

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def only(self, known: Collection[str]) -> None:
        for name in self.values:
            if name not in known:
                raise unknown_parameter(name)

    def require(self, *names: str) -> None:
        for name in names:
            if name not in self.values:
                raise missing_parameter(name)

    def typed(self, name: str, kind: type) -> Any:
        """Return the value, which must be of that kind, or None."""
        value = self.values.get(name)
        if value is None or (isinstance(value, kind) and (kind is bool or not isinstance(value, bool))):
            return value
        got = NAMES.get(type(value), "null")
        message = f"Invalid type for '{name}': expected {NAMES[kind]}, but got {got} instead."
        raise Refusal(message, code="invalid_type", param=name)

    def text(self, name: str, *, longest: int | None = None, shortest: int = 0) -> str:
        """Return a string within its limits, "" when not given."""
        value: str = self.typed(name, str) or ""
        if name in self and len(value) < shortest:
            message = f"Invalid '{name}': string too short. Expected a string with minimum length {shortest}."
            raise Refusal(message, code="string_below_min_length", param=name)
        if longest is not None and len(value) > longest:
            message = (
                f"Invalid '{name}': string too long. Expected a string with maximum length {longest}, "
                f"but got a string with length {len(value)} instead."
            )
            raise Refusal(message, code="string_above_max_length", param=name)
        return value

    def choice(self, name: str, choices: Collection[str], default: str) -> str:
        value = self.text(name) if name in self else default
        if value not in choices:
            raise invalid_value(name, value, choices)
        return value

    def flag(self, name: str) -> bool:
        if self.spelled and name in self:
            return self.choice(name, ("true", "false"), "false") == "true"
        return bool(self.typed(name, bool))

    def integer(self, name: str, low: int, high: int, default: int) -> int:
        if self.spelled and str(self.values.get(name, "")).lstrip("-").isdigit():
            self.values[name] = int(self.values[name])
        value = self.typed(name, int)
        return default if value is None else int(self.within(name, value, low, high, "integer"))

    def number(self, name: str, low: float, high: float, default: float) -> float:
        value = self.values.get(name)
        if self.spelled and value is not None:
            try:
                value = float(value)
            except ValueError:
                value = self.typed(name, float)
        elif not isinstance(value, int) or isinstance(value, bool):
            value = self.typed(name, float)
        return default if value is None else float(self.within(name, value, low, high, "decimal"))

    def within(self, name: str, value: float, low: float, high: float, kind: str) -> float:
        if low <= value <= high:
            return value
        side, sign, limit = ("below minimum", ">=", low) if value < low else ("above maximum", "<=", high)
        code = f"{kind}_{'below_min' if value < low else 'above_max'}_value"
        expected = f"Expected a value {sign} {limit}, but got {value} instead."
        message = f"Invalid '{name}': {kind} {side} value. {expected}"
        raise Refusal(message, code=code, param=name)

    def texts(self, name: str, most: int) -> list[str]:
        """Return an array of strings; one string alone counts as an array of one."""
        value = self.values.get(name)
        found = [value] if isinstance(value, str) else self.typed(name, list) or []
        for number, each in enumerate(found):
            if not isinstance(each, str):
                message = f"Invalid type for '{name}[{number}]': expected a string."
                raise Refusal(message, code="invalid_type", param=f"{name}[{number}]")
        if len(found) > most:
            message = f"Invalid '{name}': array too long. Expected an array with maximum length {most}."
            raise Refusal(message, code="array_above_max_length", param=name)
        return list(found)

    def metadata(self) -> dict[str, str]:
        """Return the notes that a caller hangs on a thing, within OpenAI's limits."""
        notes = self.typed("metadata", dict) or {}
        if len(notes) > 16:
            message = (
                "Invalid 'metadata': too many properties. Expected an object with at most 16 properties."
            )
            raise Refusal(message, code="object_above_max_properties", param="metadata")
        for name, value in notes.items():
            if len(name) > 64:
                message = "Invalid 'metadata': the names must be no longer than 64 characters."
                raise Refusal(message, code="invalid_value", param="metadata")
            Parameters({f"metadata.{name}": value}).text(f"metadata.{name}", longest=512)
        return dict(notes)
