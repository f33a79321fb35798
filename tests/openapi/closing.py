"""Turns the document's open schemas into a closed world, where a misspelt name is a mistake.

The document seldom says `additionalProperties: false`, so that OpenAI may add to it. For a judge that is too
kind: `temprature` would pass. Closing is done with `unevaluatedProperties: false` at each place where a value
stands (a property, an item, a whole body), never inside `allOf` or a branch, where it is only a part.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Everything else in the document is words for people (description, example, title, x-…): a list of what is
# kept rather than of what is not, because some properties are themselves called `example` or `title`.
ASSERTIONS = frozenset(
    {"type", "enum", "const", "required", "format", "pattern", "minLength", "maxLength", "multipleOf"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
    | {"minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "propertyNames", "not"}
)
COMPOSED = frozenset(
    {"properties", "$ref", "anyOf", "oneOf", "allOf", "additionalProperties", "$recursiveRef"}
)
FILE_MARK = "\x00file:"
FILE = {"type": "string", "pattern": f"^{FILE_MARK}"}
HOME = "urn:openai"


def value(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of something that stands on its own: closed, unless it is meant to hold anything."""
    prepared = part(schema)
    if not COMPOSED & schema.keys():
        return prepared
    return prepared | {"unevaluatedProperties": False}


def part(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of something that is, or may be, only a part of a whole: its own top is left open."""
    prepared = {keyword: schema[keyword] for keyword in ASSERTIONS & schema.keys()}
    if prepared.get("format") == "binary":
        prepared = dict(FILE)
    if "$ref" in schema:
        prepared["$ref"] = HOME + schema["$ref"]
    if "properties" in schema:
        prepared["properties"] = {name: value(inner) for name, inner in schema["properties"].items()}
    if "items" in schema:
        prepared["items"] = value(schema["items"])
    prepared |= _branches(schema) | _extras(schema)
    if schema.get("nullable"):
        # OpenAPI 3.0's word, which means nothing in the 3.1 that the document says it is.
        return {"anyOf": [prepared, {"type": "null"}]}
    return prepared


def _branches(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The alternatives and parts. `oneOf` becomes `anyOf`: in this document the branches often overlap."""
    branches: dict[str, Any] = {}
    alternatives = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    if alternatives:
        branches["anyOf"] = [part(branch) for branch in alternatives]
    if "allOf" in schema:
        branches["allOf"] = [part(piece) for piece in schema["allOf"]]
    return branches


def _extras(schema: Mapping[str, Any]) -> dict[str, Any]:
    """What may stand beside the properties that are named."""
    if "$recursiveRef" in schema:
        # Only CompoundFilter uses this keyword of an older draft, to say "one of me".
        return {"$ref": HOME + "#/components/schemas/CompoundFilter"}
    extra = schema.get("additionalProperties", False)
    if isinstance(extra, dict):
        return {"additionalProperties": value(extra)}
    free_form = schema.get("type") == "object" and not COMPOSED & schema.keys()
    return {"additionalProperties": True} if extra or free_form else {}
