"""Making up a value that follows a JSON schema, out of the words at hand."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from practice.refusals import Refusal

DEEPEST = 8
LARGEST = 5_000  # values in one answer
FORMATS = {
    "date": "2026-01-15",
    "date-time": "2026-01-15T09:30:00Z",
    "time": "09:30:00Z",
    "duration": "P1D",
    "email": "practice@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/practice",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


class Sampler:
    """Fills a schema from a text: its numbers and dates in their order, else words that say "practice"."""

    def __init__(self, schema: dict[str, Any], text: str) -> None:
        self.root = schema
        self.left = LARGEST
        self.dates = re.findall(r"\b\d{4}-\d{2}-\d{2}\b", text)
        self.numbers = re.findall(r"(?<![\w.-])-?\d+(?:\.\d+)?(?![\w-])", text)

    def value(self, schema: dict[str, Any] | bool, name: str = "answer", depth: int = 0) -> Any:
        """Return a value for the schema of the property called `name`."""
        self.left -= 1
        if not self.left:
            raise ValueError("the value would be too large")
        if isinstance(schema, bool):
            return f"practice {name}"
        if "$ref" in schema:
            return self.value(self.resolved(str(schema["$ref"])), name, depth + 1)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return schema["enum"][0]
        for word in ("anyOf", "oneOf", "allOf"):
            if schema.get(word):
                return self.value(self.branch(schema[word], depth), name, depth + 1)
        return self.typed(schema, name, depth)

    def typed(self, schema: dict[str, Any], name: str, depth: int) -> Any:
        match kind_of(schema, depth):
            case "object":
                properties = schema.get("properties", {})
                wanted = properties if depth < DEEPEST else schema.get("required", [])
                return {each: self.value(properties.get(each, True), each, depth + 1) for each in wanted}
            case "array":
                length = max(int(schema.get("minItems", 1 if depth < DEEPEST else 0)), 0)
                return [
                    self.value(schema.get("items", True), name, depth + 1) for _ in range(min(length, 100))
                ]
            case "integer":
                return round(self.number(schema, 1))
            case "number":
                return self.number(schema, 1.5)
            case "boolean":
                return True
            case "null":
                return None
            case _:
                return self.string(schema, name)

    def string(self, schema: dict[str, Any], name: str) -> str:
        form = schema.get("format")
        if form == "date" and self.dates:
            return str(self.dates.pop(0))
        text = FORMATS.get(str(form), f"practice {name.replace('_', ' ')}")
        if len(text) < int(schema.get("minLength", 0)):
            text = text.ljust(min(int(schema["minLength"]), LARGEST), ".")
        return text[: int(schema["maxLength"])] if "maxLength" in schema else text

    def number(self, schema: dict[str, Any], usual: float) -> float:
        number: float = float(self.numbers.pop(0)) if self.numbers else usual
        if "exclusiveMinimum" in schema:
            number = max(number, schema["exclusiveMinimum"] + 1)
        if "exclusiveMaximum" in schema:
            number = min(number, schema["exclusiveMaximum"] - 1)
        number = min(max(number, schema.get("minimum", number)), schema.get("maximum", number))
        if step := schema.get("multipleOf"):
            number = -(-number // step) * step
        return float(number)

    def branch(self, branches: list[Any], depth: int) -> Any:
        """Return the first branch that is not null; deep down null, so that recursion ends."""
        nulls = [each for each in branches if isinstance(each, dict) and each.get("type") == "null"]
        if depth >= DEEPEST and nulls:
            return nulls[0]
        return next((each for each in branches if each not in nulls), branches[0])

    def resolved(self, ref: str) -> Any:
        found: Any = self.root
        for part in ref.removeprefix("#").strip("/").split("/"):
            if part:
                found = found.get(part) if isinstance(found, dict) else None
        if not isinstance(found, dict):
            raise Refusal(f"Invalid schema: cannot resolve reference '{ref}'.", param="response_format")
        return found


def kind_of(schema: dict[str, Any], depth: int) -> str:
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kind, list):
        return (
            "null" if depth >= DEEPEST and "null" in kind else next((k for k in kind if k != "null"), "null")
        )
    return str(kind)


def sample(schema: dict[str, Any], text: str) -> Any:
    """Return a value that follows the schema, made from the text."""
    with readable("schema"):
        return Sampler(schema, text).value(schema)


@contextmanager
def readable(where: str) -> Iterator[None]:
    """Refuse a schema that stumbles whoever reads it: words where numbers belong, or no end."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise invalid_schema(where, "()", f"it cannot be read ({type(error).__name__}).") from None


def check_strict(schema: Any, where: str, place: str = "()") -> None:
    """Refuse a schema that strict mode refuses: open objects, and properties that are not required."""
    if not isinstance(schema, dict):
        return
    if schema.get("type") == "object" or "properties" in schema:
        properties = schema.get("properties", {})
        if schema.get("additionalProperties") is not False:
            problem = "'additionalProperties' is required to be supplied and to be false."
            raise invalid_schema(where, place, problem)
        if missing := [name for name in properties if name not in schema.get("required", [])]:
            problem = (
                "'required' is required to be supplied and to be an array including every key in properties. "
                f"Missing '{missing[0]}'."
            )
            raise invalid_schema(where, place, problem)
    for word in ("properties", "$defs", "definitions"):
        for name, each in dict(schema.get(word) or {}).items():
            check_strict(each, where, f"({word!r}, {name!r})")
    check_strict(schema.get("items"), where, "('items')")
    for each in schema.get("anyOf") or []:
        check_strict(each, where, "('anyOf')")


def invalid_schema(where: str, place: str, problem: str) -> Refusal:
    message = f"Invalid schema for response_format '{where}': In context={place}, {problem}"
    return Refusal(message, param="response_format")


@contextmanager
def told_as(param: str) -> Iterator[None]:
    """Refuse what is refused about a schema as a complaint about that parameter."""
    try:
        with readable("schema"):
            yield
    except Refusal as refusal:
        refusal.error["param"] = param
        raise
