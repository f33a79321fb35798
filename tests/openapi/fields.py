"""Turns the flat texts of a form or a query string into the object that a schema can judge.

Names are what the official SDK and the API's documentation send: `image[]` for each item of an array,
`expires_after[anchor]` for a property of an object. The document says only `image` and `expires_after`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.openapi.closing import FILE, FILE_MARK
from tests.openapi.document import Document

NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")


@dataclass(frozen=True)
class Field:
    """A name and its text, or a file with its name."""

    name: str
    text: str
    is_file: bool = False


def read(document: Document, schema: Mapping[str, Any], fields: Iterable[Field]) -> tuple[Any, list[str]]:
    """The object that the fields stand for, and what is wrong with their naming."""
    result: dict[str, Any] = {}
    problems: list[str] = []
    for field in fields:
        match = NAME.fullmatch(field.name)
        if match is None:
            problems.append(f"{field.name}: not a name")
            continue
        keys = [match[1], *re.findall(r"\[([^\]]*)\]", match[2])]
        problem = _place(document, [schema], result, keys, field)
        if problem:
            problems.append(f"{field.name}: {problem}")
    return result, problems


def _place(
    document: Document,
    schemas: list[Mapping[str, Any]],
    target: dict[str, Any],
    keys: list[str],
    field: Field,
) -> str:
    """Put a field where its keys lead; says what is wrong, or nothing."""
    name, *rest = keys
    inner = [found for schema in schemas for found in document.property_schemas(schema, name)]
    allowed = [each for schema in inner for each in document.alternatives(schema)]
    if rest == [""]:
        items = [each["items"] for each in allowed if "items" in each]
        if inner and not items:
            return "not an array"
        return _add(document, items, target.setdefault(name, []), field)
    if rest:
        within = target.setdefault(name, {})
        return _place(document, inner, within, rest, field) if isinstance(within, dict) else "given twice"
    if name in target:
        return "given twice; an array's name ends in []"
    shapes = ["items" in each for each in allowed if each.get("type", "null") != "null"]
    if shapes and all(shapes):
        return "an array: its name ends in []"
    values: list[Any] = []
    problem = _add(document, inner, values, field)
    target[name] = values[0]
    return problem


def _add(document: Document, schemas: list[Mapping[str, Any]], values: Any, field: Field) -> str:
    """Add a field's value to a list; says what is wrong, or nothing."""
    if not isinstance(values, list):
        return "given twice"
    allowed = [each for schema in schemas for each in document.alternatives(schema)]
    values.append(_value({each.get("type") for each in allowed}, field))
    if field.is_file and allowed and FILE not in allowed:
        return "a file where a text belongs"
    return ""


def _value(kinds: set[str | None], field: Field) -> Any:
    """The text as a value of the kind asked for; left a text where it cannot be, for the schema to refuse."""
    if field.is_file:
        return FILE_MARK + field.text
    if "string" in kinds or not kinds & {"integer", "number", "boolean"}:
        return field.text
    try:
        value = json.loads(field.text)
    except ValueError:
        return field.text
    return value if isinstance(value, (bool, int, float)) else field.text
