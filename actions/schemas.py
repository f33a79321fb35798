"""From definitions of data to the strict JSON schema that OpenAI's models follow.

A definition is a row of the editors in `actions.definitions`: name, description, type, object, examples,
required. Strict schemas are closed: every property is required, and one that may be missing can be null.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Row = Mapping[str, Any]
Rows = Sequence[Row]
Schema = dict[str, Any]

SIMPLE: dict[str, tuple[Promise, Schema]] = {
    "text": (_("Text"), {"type": "string"}),
    "number": (_("Number"), {"type": "number"}),
    "integer": (_("Whole number"), {"type": "integer"}),
    "boolean": (_("Boolean: yes or no"), {"type": "boolean"}),
    "date": (_("Date"), {"type": "string", "format": "date"}),
    "time": (_("Time"), {"type": "string", "format": "time"}),
    "date-time": (_("Date and time"), {"type": "string", "format": "date-time"}),
}
_LABELS = {name: label for name, (label, _) in SIMPLE.items()} | {"object": _("Object")}
ARRAY = "array-"
_ARRAYS = {
    "text": _("Array (text)"),
    "number": _("Array (number)"),
    "integer": _("Array (whole number)"),
    "boolean": _("Array (boolean)"),
    "date": _("Array (date)"),
    "time": _("Array (time)"),
    "date-time": _("Array (date and time)"),
    "object": _("Array (object)"),
}
DATA_TYPES = [*_LABELS.items(), *((f"{ARRAY}{name}", label) for name, label in _ARRAYS.items())]
WITH_OBJECT = {"type": ["object", f"{ARRAY}object"]}

NULL: Schema = {"type": "null"}
MOST_STEPS = 20  # from reference to reference


def schema_of(parameters: Rows, objects: Rows) -> Schema:
    """Return the strict schema of an object with these parameters, and `$defs` for the objects."""
    schema = object_schema(parameters)
    if objects:
        schema["$defs"] = {each["name"]: described_object(each) for each in objects}
    return schema


def described_object(row: Row) -> Schema:
    schema = object_schema(row.get("properties") or ())
    return {"description": row["description"], **schema} if row.get("description") else schema


def object_schema(rows: Rows) -> Schema:
    return {
        "type": "object",
        "properties": {row["name"]: property_schema(row) for row in rows},
        "required": [row["name"] for row in rows],
        "additionalProperties": False,
    }


def property_schema(row: Row) -> Schema:
    words, schema = description_of(row), value_schema(row)
    if not needed(row):
        schema = nullable(schema)
    if words and "$ref" in schema:
        schema = {"anyOf": [schema]}  # OpenAI takes no other word beside a reference
    return {"description": words, **schema} if words else schema


def value_schema(row: Row) -> Schema:
    if is_array(row):
        return {"type": "array", "items": item_schema(row)}
    return item_schema(row)


def item_schema(row: Row) -> Schema:
    """Return the schema of a row's value, or of each of its values."""
    if object_named(row) is not None:
        return {"$ref": f"#/$defs/{object_named(row)}"}
    _label, schema = SIMPLE.get(str(row["type"]).removeprefix(ARRAY), SIMPLE["text"])
    return dict(schema)


def nullable(schema: Schema) -> Schema:
    if "$ref" in schema:
        return {"anyOf": [schema, NULL]}
    return {**schema, "type": [schema["type"], "null"]}


def description_of(row: Row) -> str:
    """Return the description with the examples in it: strict schemas have no place of their own for them."""
    examples = ", ".join(json.dumps(each["value"], ensure_ascii=False) for each in row.get("examples") or ())
    words = str(row.get("description") or "").strip()
    if words and examples and words[-1] not in ".!?":
        words += "."
    return " ".join(filter(None, [words, f"Examples: {examples}." if examples else ""]))


def needed(row: Row) -> bool:
    return row.get("required") == "yes"


def is_array(row: Row) -> bool:
    return str(row["type"]).startswith(ARRAY)


def object_named(row: Row) -> str | None:
    """Return the name of the object definition that a row's values follow, or None."""
    return str(row.get("object") or "") if row["type"] in WITH_OBJECT["type"] else None


def resolved(schema: Any, root: Schema) -> Schema:
    """Return what a schema comes down to: another that it refers to, or the one thing it is if not null."""
    for _step in range(MOST_STEPS):
        match schema:
            case {"$ref": str(reference)}:
                schema = referred_to(reference, root)
            case {"anyOf": list(branches)} if len(some := [each for each in branches if each != NULL]) == 1:
                (schema,) = some
            case dict():
                return schema
            case _:
                break
    return {}


def referred_to(reference: str, root: Any) -> Any:
    """Return the part of a schema that a reference within it (`#/$defs/Place`) points to, or None."""
    for step in reference.removeprefix("#").split("/")[1:]:
        root = root.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(root, dict) else None
    return root if reference.startswith("#") else None
