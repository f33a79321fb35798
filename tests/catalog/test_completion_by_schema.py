"""A completion that follows a schema: built in the editors or written, and checked either way."""

import json
from typing import Any

import pytest

from actions import outputs
from actions.registry import get
from tests.actions.offers import Shop, choices, posted, rows
from tests.catalog.performing import Server, errors_of, kept, values_of

SLUG = "create-a-completion"
ASKED = {
    "model": "gpt-4o",
    "messages__0__role": "user",
    "messages__0__content": "Who lives where?",
    "response_format": "json_schema",
}
BUILT = {
    **ASKED,
    "schema_by": "built",
    "parameters__0__name": "person",
    "parameters__0__type": "text",
    "parameters__0__required": "yes",
    "parameters__1__name": "places",
    "parameters__1__type": "array-object",
    "parameters__1__required": "yes",
    "parameters__1__object": "Place",
    "objects__0__name": "Place",
    "objects__0__properties__0__name": "city",
    "objects__0__properties__0__type": "text",
    "objects__0__properties__0__required": "yes",
}
CLOSED = {"type": "object", "properties": {"age": {"type": "integer"}}, "additionalProperties": False}
SCHEMA = {**CLOSED, "required": ["age"]}
WRITTEN = {**ASKED, "schema_by": "written", "json_schema": json.dumps(SCHEMA)}
DATA = {"person": "Ada", "places": [{"city": "Ghent"}]}


def said(*texts: str) -> Server:
    chunks = [{"choices": [{"index": at, "delta": {"content": text}}]} for at, text in enumerate(texts)]
    return Server(events=chunks)


def form_with(**fields: object) -> Any:
    form = get(SLUG).form(posted(**fields), connections=[Shop()])
    form.is_valid()
    return form


def test_a_schema_that_was_built_is_sent_as_a_strict_one() -> None:
    body: Any = get(SLUG).request(values_of(SLUG, **BUILT)).json
    asked = body["response_format"]

    assert asked["type"] == "json_schema"
    assert {name: asked["json_schema"][name] for name in ("name", "strict")} == {
        "name": "answer",
        "strict": True,
    }
    assert asked["json_schema"]["schema"]["required"] == ["person", "places"]
    assert "Place" in asked["json_schema"]["schema"]["$defs"]
    assert body.keys() == {"model", "messages", "response_format", "stream", "stream_options"}


def test_a_schema_is_built_unless_it_is_to_be_written() -> None:
    form = get(SLUG).form(posted(**ASKED), connections=[Shop()], quiet=True)
    assert {"parameters", "objects"} <= form.fields.keys()
    assert "json_schema" not in form.fields

    form = get(SLUG).form(posted(**WRITTEN), connections=[Shop()], quiet=True)
    assert not {"parameters", "objects"} & form.fields.keys()


def test_the_editors_are_there_for_a_schema_only() -> None:
    form: Any = get(SLUG).form(posted(**{**BUILT, "response_format": "text"}), connections=[Shop()])

    assert not {"parameters", "objects", "schema_by"} & form.fields.keys()
    assert form.preview is None


def test_the_same_rules_hold_as_where_text_is_transformed() -> None:
    form = form_with(**{**BUILT, "parameters__0__name": "first name", "parameters__1__object": "Town"})

    assert rows(form, "parameters")[0].errors["name"] == ["Leave out commas and spaces."]
    form = form_with(**{**BUILT, "parameters__1__object": "Town"})
    assert "There is no “Town”" in rows(form, "parameters")[1].errors["object"][0]
    assert choices(rows(form, "parameters")[1], "object") == {"Place": "Place"}


def test_the_schema_is_shown_while_it_is_built() -> None:
    form: Any = get(SLUG).form(posted(**BUILT), connections=[Shop()], quiet=True)

    assert json.loads(form.preview.text)["required"] == ["person", "places"]


def test_the_answer_is_told_as_tables_and_as_data() -> None:
    assert kept(SLUG, values_of(SLUG, **BUILT), said(json.dumps(DATA))) == [
        outputs.Table(["person"], [["Ada"]]),
        outputs.Table(["city"], [["Ghent"]], "places"),
        outputs.Json(DATA),
    ]


def test_each_of_several_answers_is_told_and_checked_for_itself() -> None:
    values = values_of(SLUG, **BUILT, n="2")
    first, cities, data, second, wrong, notice = kept(
        SLUG, values, said(json.dumps(DATA), '{"person": 7, "places": []}')
    )

    assert [value.note for value in (first, cities, data)] == [  # type: ignore[union-attr]  # tables and data
        "Answer 1 of 2",
        "Answer 1 of 2: places",
        "Answer 1 of 2",
    ]
    assert (second, wrong) == (
        outputs.Table(["person"], [[7]], "Answer 2 of 2"),
        outputs.Json({"person": 7, "places": []}, "Answer 2 of 2"),
    )
    assert notice == outputs.Notice(
        "Answer 2 of 2: it does not fit the definition. “person” should be a text, but is 7."
    )


def test_an_answer_is_checked_against_a_schema_that_was_written() -> None:
    table, data, notice = kept(SLUG, values_of(SLUG, **WRITTEN), said('{"age": "old"}'))

    assert table == outputs.Table(["age"], [["old"]])
    assert data == outputs.Json({"age": "old"})
    assert "“age” should be a whole number, but is “old”" in notice.text  # type: ignore[union-attr]  # a notice


def test_a_function_that_the_model_wants_called_is_not_taken_for_the_answer() -> None:
    call = {"index": 0, "function": {"name": "find", "arguments": '{"q": 1}'}}
    server = Server(events=[{"choices": [{"index": 0, "delta": {"tool_calls": [call]}}]}])
    (value,) = kept(SLUG, values_of(SLUG, **BUILT), server)

    assert isinstance(value, outputs.Json)
    assert value.note == "Functions the model wants called"


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ('{"type": "objekt"}', "“type”: "),
        ('{"properties": {"a": {"minLength": -1}}}', "“properties, a, minLength”: "),
        ('{"$ref": "#/$defs/Nowhere"}', "does not exist"),
        ('{"$ref": "https://example.org/schema.json"}', "lies elsewhere"),
        ('{"$ref": "file:///etc/passwd"}', "lies elsewhere"),
        ("[]", "Enter a JSON object"),
        ("{", "This is not valid JSON"),
    ],
)
def test_what_is_no_schema_is_refused_at_its_field(schema: str, told: str) -> None:
    (error,) = errors_of(SLUG, **{**WRITTEN, "json_schema": schema})["json_schema"]

    assert told in error


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ({"type": "object"}, 'The schema must say "additionalProperties": false.'),
        (CLOSED, 'The schema must name “age” under "required". What may be missing can be null instead.'),
        (
            {**SCHEMA, "$defs": {"Place": {"type": "object"}}},
            '“Place” must say "additionalProperties": false.',
        ),
        (
            {**SCHEMA, "properties": {"age": {"anyOf": [{"type": "array", "items": {"type": "object"}}]}}},
            '“age” must say "additionalProperties": false.',
        ),
    ],
)
def test_a_written_schema_that_is_not_closed_is_refused_only_if_it_is_to_be_strict(
    schema: dict[str, Any], told: str
) -> None:
    asked = {**WRITTEN, "json_schema": json.dumps(schema)}

    assert errors_of(SLUG, **asked) == {}
    assert errors_of(SLUG, **asked, json_schema_strict="true") == {"json_schema": [told]}


def test_a_json_object_is_shown_as_data_and_words_as_words() -> None:
    asked = {**ASKED, "response_format": "json_object", "messages__0__content": "As JSON, please"}

    assert kept(SLUG, values_of(SLUG, **asked), said('{"a": 1}')) == [outputs.Json({"a": 1})]
    assert kept(SLUG, values_of(SLUG, **asked), said("Sorry")) == [outputs.Text("Sorry")]


@pytest.mark.parametrize(
    ("model", "offered"), [("gpt-4-turbo", False), ("gpt-4o", True), ("gpt-6-sol", True), ("llama3", True)]
)
def test_a_schema_is_offered_for_the_models_that_take_one(model: str, offered: bool) -> None:
    form = get(SLUG).form(posted(**{**ASKED, "model": model, "response_format": ""}), connections=[Shop()])

    assert ("json_schema" in choices(form, "response_format")) is offered
