"""From definitions to a strict schema, and from an answer to what does not fit it."""

from typing import Any

import pytest

from actions.limits import problems
from actions.misfits import misfits, shortened
from actions.schemas import schema_of
from practice.schemas import check_strict


def row(name: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "required": "no", **more}


def needed(name: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return row(name, kind, **more, required="yes")


def thing(name: str, *properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "properties": list(properties), **more}


def property_of(definition: dict[str, Any]) -> Any:
    return schema_of([definition], [])["properties"][definition["name"]]


def test_every_object_is_closed_and_every_property_required() -> None:
    people = [thing("Person", row("age", "integer"))]
    schema = schema_of([row("title"), needed("author", "object", object="Person")], people)

    assert (schema["required"], schema["additionalProperties"]) == (["title", "author"], False)
    assert schema["$defs"]["Person"]["required"] == ["age"]
    assert schema["$defs"]["Person"]["additionalProperties"] is False


def test_what_is_not_required_can_be_null() -> None:
    assert property_of(row("title")) == {"type": ["string", "null"]}
    assert property_of(needed("title")) == {"type": "string"}
    assert property_of(row("tags", "array-text")) == {"type": ["array", "null"], "items": {"type": "string"}}
    assert property_of(row("home", "object", object="Place")) == {
        "anyOf": [{"$ref": "#/$defs/Place"}, {"type": "null"}]
    }


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        ("text", {"type": "string"}),
        ("number", {"type": "number"}),
        ("integer", {"type": "integer"}),
        ("boolean", {"type": "boolean"}),
        ("date", {"type": "string", "format": "date"}),
        ("time", {"type": "string", "format": "time"}),
        ("date-time", {"type": "string", "format": "date-time"}),
    ],
)
def test_every_type_and_its_array_have_their_schema(kind: str, schema: dict[str, Any]) -> None:
    assert property_of(needed("it", kind)) == schema
    assert property_of(needed("it", f"array-{kind}")) == {"type": "array", "items": schema}


def test_an_array_of_objects_refers_to_the_object() -> None:
    assert property_of(needed("all", "array-object", object="Place")) == {
        "type": "array",
        "items": {"$ref": "#/$defs/Place"},
    }


def test_examples_are_told_in_the_description() -> None:
    examples = [{"value": "Ghent"}, {"value": 'the "old" town'}]

    assert property_of(needed("city", description="A city", examples=examples))["description"] == (
        'A city. Examples: "Ghent", "the \\"old\\" town".'
    )
    assert property_of(needed("city", examples=examples[:1]))["description"] == 'Examples: "Ghent".'


def test_a_described_reference_stands_apart_from_its_description() -> None:
    assert property_of(needed("home", "object", object="Place", description="Where")) == {
        "description": "Where",
        "anyOf": [{"$ref": "#/$defs/Place"}],
    }


def test_an_object_keeps_its_description() -> None:
    place = schema_of([], [thing("Place", row("name"), description="A place")])["$defs"]["Place"]

    assert place["description"] == "A place"


def test_strict_mode_takes_the_schema_of_every_type() -> None:
    kinds = ["text", "number", "integer", "boolean", "date", "time", "date-time", "object"]
    rows = [
        make(f"{make.__name__}_{n}", kind, object="Node", description="Some words")
        for make in (row, needed)
        for n, kind in enumerate([*kinds, *(f"array-{kind}" for kind in kinds)])
    ]

    check_strict(schema_of(rows, [thing("Node", row("next", "object", object="Node"))]), "answer")


def test_objects_may_hold_their_own_kind_where_it_can_end() -> None:
    assert list(problems([row("top", "object", object="Node")], [NODE])) == []
    assert list(problems([], [thing("Node", needed("kids", "array-object", object="Node"))])) == []


NODE = thing("Node", row("next", "object", object="Node"))


def test_an_object_that_always_holds_itself_has_no_end() -> None:
    pair = [
        thing("Egg", needed("from_hen", "object", object="Hen")),
        thing("Hen", needed("from_egg", "object", object="Egg")),
    ]
    (problem,) = problems([], pair)

    assert problem.startswith("Every “Egg” would hold another “Egg”, without end.")


def chain(levels: int) -> list[dict[str, Any]]:
    return [
        thing(f"o{n}", row("inner", "object", object=f"o{n + 1}") if n < levels - 1 else row("end"))
        for n in range(levels)
    ]


def test_ten_levels_are_the_most() -> None:
    top = [row("top", "object", object="o0")]

    assert list(problems(top, chain(9))) == []
    assert list(problems(top, chain(10))) == [
        "Objects can hold objects 10 levels deep at most; these go 11 levels deep."
    ]


def test_five_thousand_properties_are_the_most() -> None:
    rows = [row(f"p{n}") for n in range(2_500)]

    assert list(problems(rows, [thing("o", *rows)])) == []
    assert "5,001" in next(problems(rows, [thing("o", *rows, row("more"))]))


def test_the_names_together_have_a_limit() -> None:
    rows = [row(f"{n:060}") for n in range(2_000)]

    assert list(problems(rows, [])) == []
    assert "120,001" in next(problems([*rows, row("x")], []))


SCHEMA = schema_of(
    [
        row("day", "date"),
        row("at", "time"),
        row("when", "date-time"),
        needed("people", "array-object", object="Person"),
        row("boss", "object", object="Person"),
    ],
    [thing("Person", needed("name"), row("age", "integer"))],
)
FITTING: dict[str, Any] = {
    "day": "2026-11-23",
    "at": "14:30",
    "when": "2026-11-23T14:30:00Z",
    "people": [{"name": "Ada", "age": 36}],
    "boss": None,
}


def test_an_answer_that_fits_has_no_misfits() -> None:
    assert misfits(SCHEMA, FITTING) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"day": "soon"}, "“day” should be a date, such as 2026-12-31, but is “soon”."),
        ({"day": "20261231"}, "“day” should be a date, such as 2026-12-31, but is “20261231”."),
        ({"at": "noon"}, "“at” should be a time, such as 14:30:00, but is “noon”."),
        (
            {"when": "2026-11-23"},
            "“when” should be a date and time, such as 2026-12-31T14:30:00Z, but is “2026-11-23”.",
        ),
        ({"people": None}, "“people” should be a list, but is nothing."),
        ({"people": [{"name": "Ada"}]}, "“people 1, age” is missing."),
        (
            {"people": [{"name": "Ada", "age": True}]},
            "“people 1, age” should be a whole number or nothing, but is true.",
        ),
        ({"boss": {"name": 7, "age": None}}, "“boss, name” should be a text, but is 7."),
        ({"boss": "Ada"}, "“boss” should be an object, but is “Ada”."),
        ({"extra": 1}, "“extra” was not asked for."),
    ],
)
def test_what_does_not_fit_is_named_in_words(changes: dict[str, Any], told: str) -> None:
    assert misfits(SCHEMA, {**FITTING, **changes}) == [told]


def test_an_answer_that_is_no_object_is_told_as_such() -> None:
    assert misfits(SCHEMA, [1]) == ["The answer should be an object, but is a list."]


def test_an_answer_that_is_nested_too_deeply_is_told_as_such() -> None:
    deep: list[Any] = []
    for _ in range(900):
        deep = [deep]

    assert misfits(SCHEMA, {**FITTING, "extra": deep}) == ["The answer is nested too deeply to be checked."]


def test_of_many_misfits_the_first_are_told_and_the_others_counted() -> None:
    assert shortened([f"{n}." for n in range(7)]) == "0. 1. 2. 3. 4. And 2 more."
    assert shortened(["One."]) == "One."
