"""Values made up after a schema follow it, as an independent validator sees it."""

from typing import Any

import jsonschema_rs
import pytest

from practice.refusals import Refusal
from practice.schemas import check_strict, sample

NODE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "parent": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]},
        "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
    },
    "required": ["name", "parent", "children"],
    "additionalProperties": False,
}


def thing(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


@pytest.mark.parametrize(
    "schema",
    [
        thing(a={"type": "string"}, b={"type": "number"}, c={"type": "boolean"}, d={"type": "null"}),
        thing(level={"enum": ["low", "high"]}, fixed={"const": 3}),
        thing(when={"type": "string", "format": "date"}, at={"type": "string", "format": "date-time"}),
        thing(mail={"type": "string", "format": "email"}, id={"type": "string", "format": "uuid"}),
        thing(short={"type": "string", "maxLength": 3}, long={"type": "string", "minLength": 40}),
        thing(n={"type": "integer", "minimum": 90, "maximum": 99}, m={"type": "number", "multipleOf": 0.5}),
        thing(n={"type": "integer", "exclusiveMinimum": 50}, m={"type": "integer", "exclusiveMaximum": 0}),
        thing(many={"type": "array", "items": {"type": "string"}, "minItems": 3}),
        thing(maybe={"type": ["string", "null"]}, either={"anyOf": [{"type": "null"}, {"type": "integer"}]}),
        {**thing(tree={"$ref": "#/$defs/node"}), "$defs": {"node": NODE}},
    ],
)
def test_a_made_up_value_follows_its_schema(schema: dict[str, Any]) -> None:
    value = sample(schema, "On 2024-05-01 there were 12 swans and 3.5 ducks.")
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(value)


def test_numbers_and_dates_come_from_the_text() -> None:
    schema = thing(
        day={"type": "string", "format": "date"}, swans={"type": "integer"}, ducks={"type": "number"}
    )
    value = sample(schema, "On 2024-05-01 there were 12 swans and 3.5 ducks.")
    assert value == {"day": "2024-05-01", "swans": 12, "ducks": 3.5}


@pytest.mark.parametrize("schema", [{"$ref": "#/$defs/none"}, {"$ref": "#"}])
def test_a_schema_that_leads_nowhere_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        sample(schema, "")


@pytest.mark.parametrize(
    "schema",
    [
        thing(a={"type": "string"}),
        {**thing(a={"type": "string"}), "additionalProperties": False, "required": []},
        {**thing(a=thing(b={"type": "string"})), "additionalProperties": False},
    ],
)
def test_strict_mode_refuses_open_objects_and_optional_properties(schema: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="Invalid schema for response_format 'person'"):
        check_strict(schema, "person")
