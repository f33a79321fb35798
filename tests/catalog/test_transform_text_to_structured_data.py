import json
from typing import Any

import pytest

from actions import outputs
from actions.registry import get
from tests.actions.offers import Shop, choices, posted, rows
from tests.catalog.performing import Server, errors_of, kept, perform, values_of

SLUG = "transform-text-to-structured-data"
ASKED = {
    "model": "gpt-5.4-mini",
    "text": "Ada lives in Ghent.",
    "prompt": "Who lives where",
    "parameters__0__name": "person",
    "parameters__0__type": "text",
    "parameters__0__required": "yes",
}
WITH_OBJECT = {
    **ASKED,
    "parameters__1__name": "places",
    "parameters__1__type": "array-object",
    "parameters__1__object": "Place",
    "objects__0__name": "Place",
    "objects__0__properties__0__name": "city",
    "objects__0__properties__0__type": "text",
    "objects__0__properties__0__required": "no",
}


def body_of(**fields: object) -> Any:
    return get(SLUG).request(values_of(SLUG, **{**ASKED, **fields})).json


def form_with(**fields: object) -> Any:
    form = get(SLUG).form(posted(**{**ASKED, **fields}), connections=[Shop()])
    form.is_valid()
    return form


def said(text: str, **more: object) -> Server:
    chunk = {"choices": [{"index": 0, "delta": {"content": text}, **more}]}
    return Server(events=[chunk, {"choices": [], "usage": {"total_tokens": 9}}])


def called(arguments: str) -> Server:
    call = {"index": 0, "function": {"name": "structured_data", "arguments": arguments}}
    return Server(events=[{"choices": [{"index": 0, "delta": {"tool_calls": [call]}}]}])


def test_the_text_and_the_prompt_go_with_a_strict_schema() -> None:
    body = body_of()

    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert body["messages"][0]["content"].startswith("Who lives where\n\n")
    assert body["messages"][1]["content"] == "Ada lives in Ghent."
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {
            "name": "structured_data",
            "strict": True,
            "schema": {
                "type": "object",
                "properties": {"person": {"type": "string"}},
                "required": ["person"],
                "additionalProperties": False,
            },
        },
    }
    assert "tools" not in body


def test_files_on_the_server_are_sent_in_place_of_a_text() -> None:
    body = body_of(text="", text_source="file", file_ids__0__file_id="file-1", file_ids__1__file_id="file-2")

    assert body["messages"][1]["content"] == [
        {"type": "file", "file": {"file_id": "file-1"}},
        {"type": "file", "file": {"file_id": "file-2"}},
    ]


def test_files_are_offered_to_models_that_take_them_and_needed_where_they_are_the_source() -> None:
    assert set(choices(form_with(model="gpt-4-turbo"), "text_source")) == {"text"}
    assert "file_ids" in errors_of(SLUG, **{**ASKED, "text": ""}, text_source="file")
    assert "text" not in form_with(text_source="file").fields


@pytest.mark.parametrize("model", ["gpt-4-turbo", "gpt-3.5-turbo"])
def test_a_model_from_before_schemas_must_call_a_function(model: str) -> None:
    body = body_of(model=model)
    (tool,) = body["tools"]

    assert tool["function"]["parameters"]["properties"] == {"person": {"type": "string"}}
    assert body["tool_choice"]["function"]["name"] == tool["function"]["name"]
    assert "response_format" not in body


def test_a_model_that_nobody_knows_gets_a_schema_unless_a_function_is_asked_for() -> None:
    assert "response_format" in body_of(model="llama3")
    assert "tools" in body_of(model="llama3", schema_method="function")


def test_a_way_that_a_model_does_not_take_is_not_offered() -> None:
    assert set(choices(form_with(model="gpt-4-turbo"), "schema_method")) == {"", "function"}
    assert set(choices(form_with(model="gpt-6-luna"), "schema_method")) == {"", "schema"}
    assert "schema_method" in errors_of(SLUG, **{**ASKED, "model": "gpt-6-luna"}, schema_method="function")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("2nd", ["Begin with a letter from A to Z or an underscore."]),
        (
            "first name",
            ["Leave out commas and spaces."],
        ),
        ("a,b", ["Leave out commas and spaces."]),
        ("naïve", ["Use letters from A to Z, digits and underscores only."]),
        (
            "-a b",
            [
                "Begin with a letter from A to Z or an underscore.",
                "Leave out commas and spaces.",
                "Use letters from A to Z, digits and underscores only.",
            ],
        ),
    ],
)
def test_each_rule_of_naming_is_told_for_itself(name: str, told: list[str]) -> None:
    assert rows(form_with(parameters__0__name=name), "parameters")[0].errors["name"] == told
    assert rows(form_with(objects__0__name=name), "objects")[0].errors["name"] == told


@pytest.mark.parametrize("name", ["a", "_", "_a1", "Total_2026"])
def test_a_name_that_keeps_the_rules_is_taken(name: str) -> None:
    assert body_of(parameters__0__name=name)["response_format"]


def test_two_parameters_or_objects_or_properties_may_not_share_a_name() -> None:
    twice = form_with(parameters__1__name="person")
    assert twice.errors["parameters"] == ["“person” is there twice. Rename one of them."]

    twice = form_with(**WITH_OBJECT, objects__0__properties__1__name="city")
    assert rows(twice, "objects")[0].errors["properties"] == ["“city” is there twice. Rename one of them."]


def test_a_definition_is_needed() -> None:
    assert errors_of(SLUG, **{**ASKED, "parameters__0__name": ""})["parameters"]
    assert "parameters" in errors_of(SLUG, model="m", text="t", prompt="p")


def test_an_object_must_be_defined_to_be_used() -> None:
    form = form_with(parameters__0__type="object", parameters__0__object="Place")

    assert rows(form, "parameters")[0].errors["object"] == [
        "There is no “Place” under Object Definitions. Add it there, or correct the name."
    ]
    assert "parameters" in form.errors


def test_an_object_in_an_object_must_be_defined_too() -> None:
    inner = {"objects__0__properties__0__type": "object", "objects__0__properties__0__object": "Town"}
    form = form_with(**{**WITH_OBJECT, **inner})

    place = rows(form, "objects")[0]
    assert "There is no “Town”" in rows(place, "properties")[0].errors["object"][0]
    assert set(form.errors) == {"objects"}


def test_the_names_of_the_objects_are_proposed() -> None:
    form = form_with(**WITH_OBJECT)

    assert choices(rows(form, "parameters")[1], "object") == {"Place": "Place"}


def test_an_object_may_hold_its_own_kind_but_not_without_end() -> None:
    inner = {"objects__0__properties__0__type": "object", "objects__0__properties__0__object": "Place"}
    assert not errors_of(SLUG, **{**WITH_OBJECT, **inner})

    endless = {**inner, "objects__0__properties__0__required": "yes"}
    assert "without end" in errors_of(SLUG, **{**WITH_OBJECT, **endless})["__all__"][0]


def test_the_schema_is_shown_as_far_as_it_is_typed() -> None:
    form = get(SLUG).form(
        posted(parameters__0__name="person", parameters__0__type="nonsense", parameters__1__name=""),
        connections=[Shop()],
        quiet=True,
    )
    schema = json.loads(form.preview.text)  # type: ignore[attr-defined]  # this action's form has one

    assert schema["properties"] == {"person": {"type": ["string", "null"]}}


def test_before_anything_is_named_the_preview_says_what_to_do() -> None:
    form: Any = get(SLUG).form(connections=[Shop()])

    assert form.preview.text == "Name a parameter, and its schema appears here."


def test_the_answer_becomes_tables_and_data() -> None:
    data = {"person": "Ada", "places": [{"city": "Ghent"}, {"city": None}]}

    assert perform(SLUG, values_of(SLUG, **WITH_OBJECT), said(json.dumps(data)))[1:] == [
        outputs.Usage({"total_tokens": 9}),
        outputs.Table(["person"], [["Ada"]]),
        outputs.Table(["city"], [["Ghent"], [None]], "places"),
        outputs.Json(data),
    ]


def test_an_objects_properties_are_columns_of_their_own() -> None:
    values = values_of(SLUG, **{**WITH_OBJECT, "parameters__1__type": "object"})
    table = kept(SLUG, values, said('{"person": "Ada", "places": {"city": "Ghent"}}'))[0]
    assert table == outputs.Table(["person", "places.city"], [["Ada", "Ghent"]])

    table = kept(SLUG, values, said('{"person": "Ada", "places": null}'))[0]
    assert table == outputs.Table(["person", "places.city"], [["Ada", None]])


def test_an_object_that_holds_its_own_kind_stays_in_one_cell() -> None:
    inner = {"objects__0__properties__1__name": "part_of", "objects__0__properties__1__type": "object"}
    values = values_of(SLUG, **WITH_OBJECT, **inner, objects__0__properties__1__object="Place")
    part = {"city": "Flanders", "part_of": None}
    data = {"person": "Ada", "places": [{"city": "Ghent", "part_of": part}]}

    assert kept(SLUG, values, said(json.dumps(data)))[1] == outputs.Table(
        ["city", "part_of"], [["Ghent", part]], "places"
    )


def test_a_list_of_texts_has_a_line_for_each() -> None:
    values = values_of(SLUG, **{**ASKED, "parameters__0__type": "array-text"})

    assert kept(SLUG, values, said('{"person": ["Ada", "Bob"]}'))[0] == outputs.Table(
        ("person",), [("Ada",), ("Bob",)], "person"
    )


def test_a_called_function_gives_the_data_too() -> None:
    values = values_of(SLUG, **{**ASKED, "model": "gpt-4-turbo"})

    assert kept(SLUG, values, called('{"person": "Ada"}')) == [
        outputs.Table(["person"], [["Ada"]]),
        outputs.Json({"person": "Ada"}),
    ]


@pytest.mark.parametrize("server", [said, called])
def test_what_does_not_fit_is_told_whichever_way_it_came(server: Any) -> None:
    table, data, notice = kept(SLUG, values_of(SLUG, **ASKED), server('{"person": 7}'))

    assert table == outputs.Table(["person"], [[7]])
    assert data == outputs.Json({"person": 7})
    assert notice == outputs.Notice(
        "The answer does not fit the definition. “person” should be a text, but is 7."
    )


def test_json_within_a_fence_is_read() -> None:
    values = kept(SLUG, values_of(SLUG, **ASKED), said('```json\n{"person": "Ada"}\n```'))

    assert values[1] == outputs.Json({"person": "Ada"})


def test_words_instead_of_json_are_shown_as_they_came() -> None:
    text, notice = kept(SLUG, values_of(SLUG, **ASKED), said("It is Ada."))

    assert text == outputs.Text("It is Ada.", plain=True)
    assert isinstance(notice, outputs.Notice)
    assert "not valid JSON" in notice.text


def test_a_list_instead_of_an_object_is_kept_and_told() -> None:
    data, notice = kept(SLUG, values_of(SLUG, **ASKED), said("[1]"))

    assert data == outputs.Json([1])
    assert isinstance(notice, outputs.Notice)
    assert "should be an object" in notice.text


def test_an_answer_that_was_cut_off_says_so_and_nothing_else() -> None:
    text, notice = kept(SLUG, values_of(SLUG, **ASKED), said('{"person": "A', finish_reason="length"))

    assert text == outputs.Text('{"person": "A', plain=True)
    assert isinstance(notice, outputs.Notice)
    assert "cut off at the token limit" in notice.text


def test_a_refusal_is_told_as_one() -> None:
    server = Server(events=[{"choices": [{"index": 0, "delta": {"refusal": "I cannot."}}]}])
    text, notice = kept(SLUG, values_of(SLUG, **ASKED), server)

    assert text == outputs.Text("I cannot.")
    assert isinstance(notice, outputs.Notice)
    assert "declined" in notice.text


def test_no_answer_at_all_says_so() -> None:
    assert kept(SLUG, values_of(SLUG, **ASKED), Server(events=[{"choices": []}])) == [
        outputs.Notice("The model answered without any text.")
    ]


def test_an_errors_parameter_is_led_back_to_its_field() -> None:
    action = get(SLUG)

    assert action.field_label("messages[1].content") == "Text to Parse"
    assert action.field_label("response_format") == "Schema Method"
    assert action.field_label("response_format.json_schema.schema") == "Structured Data Definition"
    assert action.field_label("temperature") == "Temperature"
