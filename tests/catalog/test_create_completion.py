import math
from base64 import b64encode
from typing import Any

import pytest

from actions import outputs
from actions.registry import get
from connections.errors import Unusable
from tests.actions.offers import Shop, posted
from tests.catalog.performing import Server, errors_of, kept, perform, values_of

SLUG = "create-a-completion"
ASKED = {"model": "gpt-4o", "messages__0__role": "user", "messages__0__content": "Hi"}


def body_of(**fields: object) -> Any:
    return get(SLUG).request(values_of(SLUG, **{**ASKED, **fields})).json


def chunk(content: str = "", index: int = 0, **more: object) -> dict[str, Any]:
    return {"choices": [{"index": index, "delta": {"content": content}, **more}]}


def test_a_chat_sends_only_what_was_set_and_asks_for_a_stream() -> None:
    assert body_of() == {
        "model": "gpt-4o",
        "messages": [{"role": "user", "content": "Hi"}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_every_setting_goes_to_its_place() -> None:
    body = body_of(
        temperature="0.2",
        top_p="0.5",
        n="2",
        max_completion_tokens="50",
        frequency_penalty="-1",
        presence_penalty="1.5",
        seed="7",
        logit_bias__0__token="50256",
        logit_bias__0__probability="-100",
        stop__0__sequence="END",
        stop__1__sequence=" ",
        response_format="json_schema",
        schema_by="written",
        json_schema_name="person",
        json_schema='{"type": "object", "properties": {}, "additionalProperties": false}',
        json_schema_strict="true",
        logprobs="true",
        top_logprobs="3",
        store="false",
    )

    assert body["temperature"] == 0.2
    assert body["logit_bias"] == {"50256": -100}
    assert body["stop"] == ["END", " "]
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {
            "name": "person",
            "schema": {"type": "object", "properties": {}, "additionalProperties": False},
            "strict": True,
        },
    }
    assert (body["logprobs"], body["top_logprobs"], body["store"]) == (True, 3, False)
    assert (body["n"], body["seed"], body["frequency_penalty"], body["presence_penalty"]) == (2, 7, -1, 1.5)


def test_zero_is_a_value_and_not_blank() -> None:
    assert body_of(temperature="0", seed="0", presence_penalty="0")["temperature"] == 0


def test_a_prompt_goes_to_the_older_endpoint_with_its_own_fields() -> None:
    values = values_of(
        SLUG,
        method="prompt",
        model="gpt-3.5-turbo-instruct",
        prompt="Once",
        max_tokens="9",
        echo="true",
        best_of="1",
    )
    request = get(SLUG).request(values)

    assert request.path == "/completions"
    assert request.json == {
        "model": "gpt-3.5-turbo-instruct",
        "prompt": "Once",
        "max_tokens": 9,
        "echo": True,
        "best_of": 1,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_each_method_has_only_its_own_fields() -> None:
    chat = get(SLUG).form(posted(method="chat", model="gpt-4o"), connections=[Shop()])
    prompt = get(SLUG).form(posted(method="prompt", model="gpt-3.5-turbo-instruct"), connections=[Shop()])

    assert {"messages", "response_format", "verbosity"} & set(prompt.fields) == set()
    assert {"prompt", "suffix", "echo", "best_of"} & set(chat.fields) == set()


def test_a_compatible_server_gets_the_older_name_of_the_limit() -> None:
    assert body_of(model="llama3", max_tokens="5")["max_tokens"] == 5
    assert "max_completion_tokens" not in get(SLUG).form(posted(model="llama3"), connections=[Shop()]).fields


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("temperature", "3", "Temperature can be 2 at most."),
        ("temperature", "-0.1", "Temperature must be 0 or more."),
        ("temperature", "warm", "Enter a number."),
        ("top_p", "1.1", "Top P can be 1 at most."),
        ("n", "0", "Number must be 1 or more."),
        ("frequency_penalty", "2.5", "Frequency Penalty can be 2 at most."),
        ("presence_penalty", "-3", "Presence Penalty must be -2 or more."),
        ("seed", "9223372036854775808", "Seed can be 9223372036854775807 at most."),
        ("model", "", "Model is empty. Fill it in."),
    ],
)
def test_a_wrong_setting_is_told_the_limit(field: str, value: str, complaint: str) -> None:
    assert errors_of(SLUG, **{**ASKED, field: value})[field] == [complaint]


def test_not_a_number_is_no_temperature() -> None:
    for value in ("nan", "inf"):
        assert "temperature" in errors_of(SLUG, **{**ASKED, "temperature": value})


def test_five_stop_sequences_are_one_too_many() -> None:
    assert "stop" in errors_of(SLUG, **ASKED, **{f"stop__{n}__sequence": "x" for n in range(5)})


@pytest.mark.parametrize(
    ("kind", "typed", "sent"),
    [
        ("text", "42", "42"),
        ("number", "42", 42),
        ("number", "0.5", 0.5),
        ("boolean", "Yes", True),
        ("array", '["a", 1]', ["a", 1]),
        ("collection", '{"a": {"b": 1}}', {"a": {"b": 1}}),
        ("date", "2026-12-31", "2026-12-31"),
    ],
)
def test_other_parameters_are_merged_with_their_type(kind: str, typed: str, sent: object) -> None:
    assert body_of(other__0__name="thing", other__0__type=kind, other__0__value=typed)["thing"] == sent


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("number", "x"), ("boolean", "7"), ("array", "{}"), ("collection", "[]"), ("date", "soon")],
)
def test_another_parameters_value_must_fit_its_type(kind: str, typed: str) -> None:
    assert "other" in errors_of(
        SLUG, **ASKED, other__0__name="thing", other__0__type=kind, other__0__value=typed
    )


@pytest.mark.parametrize("name", ["temperature", "model", "messages", "response_format", "max_tokens"])
def test_another_parameter_may_not_be_a_field_of_the_form(name: str) -> None:
    errors = errors_of(SLUG, **ASKED, other__0__name=name, other__0__type="text", other__0__value="x")

    assert "field of this form already" in errors["other"][0]


def test_the_words_come_as_they_are_written_and_then_whole() -> None:
    server = Server(
        events=[
            chunk("Hel"),
            chunk("lo"),
            chunk(finish_reason="stop"),
            {"choices": [], "usage": {"total_tokens": 3}},
        ]
    )

    assert perform(SLUG, values_of(SLUG, **ASKED), server) == [
        outputs.Delta("Hel"),
        outputs.Delta("lo"),
        outputs.Usage({"total_tokens": 3}),
        outputs.Text("Hello"),
    ]


def test_several_answers_are_told_apart() -> None:
    server = Server(events=[chunk("A", 0), chunk("B", 1)])

    assert kept(SLUG, values_of(SLUG, **ASKED, n="2"), server) == [
        outputs.Text("A", "Answer 1 of 2"),
        outputs.Text("B", "Answer 2 of 2"),
    ]


def test_an_answer_that_was_cut_off_says_so() -> None:
    values = kept(
        SLUG, values_of(SLUG, **ASKED), Server(events=[chunk("Hel"), chunk(finish_reason="length")])
    )

    assert isinstance(values[1], outputs.Notice)
    assert "cut off at the token limit" in values[1].text


def test_a_refusal_is_shown_as_one() -> None:
    server = Server(events=[{"choices": [{"index": 0, "delta": {"refusal": "I cannot."}}]}])
    text, notice = kept(SLUG, values_of(SLUG, **ASKED), server)

    assert text == outputs.Text("I cannot.")
    assert isinstance(notice, outputs.Notice)
    assert "declined" in notice.text


def test_json_that_was_asked_for_is_shown_as_data() -> None:
    values = values_of(SLUG, **{**ASKED, "messages__0__content": "Some JSON"}, response_format="json_object")

    assert kept(SLUG, values, Server(events=[chunk('{"a"'), chunk(": 1}")])) == [outputs.Json({"a": 1})]


def test_a_json_object_needs_the_word_in_a_message() -> None:
    assert "you want JSON" in errors_of(SLUG, **ASKED, response_format="json_object")["response_format"][0]


def test_functions_the_model_calls_are_gathered_from_their_pieces() -> None:
    pieces = [
        {"index": 0, "function": {"name": "look", "arguments": '{"a"'}},
        {"index": 0, "function": {"arguments": ": 1}"}},
    ]
    events = [{"choices": [{"index": 0, "delta": {"tool_calls": [piece]}}]} for piece in pieces]
    (calls,) = kept(SLUG, values_of(SLUG, **ASKED), Server(events=events))

    assert isinstance(calls, outputs.Json)
    assert calls.data == [{"name": "look", "arguments": {"a": 1}}]


def test_token_probabilities_become_a_table() -> None:
    token = {
        "token": "Hi",
        "logprob": math.log(0.5),
        "top_logprobs": [{"token": "Yo", "logprob": math.log(0.25)}],
    }
    _, table = kept(
        SLUG, values_of(SLUG, **ASKED), Server(events=[chunk("Hi", logprobs={"content": [token]})])
    )

    assert isinstance(table, outputs.Table)
    assert table.rows == [("Hi", "50.0%", "'Yo' 25.0%")]


def test_the_best_of_several_is_not_streamed() -> None:
    values = values_of(SLUG, method="prompt", model="m", prompt="Once", best_of="3")
    server = Server(
        {"choices": [{"index": 0, "text": " upon", "finish_reason": "stop"}], "usage": {"total_tokens": 2}}
    )

    assert "stream" not in get(SLUG).request(values).json
    assert kept(SLUG, values, server) == [outputs.Text(" upon")]


def test_more_answers_than_are_tried_are_refused() -> None:
    assert "best_of" in errors_of(SLUG, method="prompt", model="m", prompt="Once", best_of="2", n="3")


def test_a_spoken_answer_is_kept_as_a_recording() -> None:
    asked = {**ASKED, "model": "gpt-audio-1.5", "other__0__name": "audio", "other__0__type": "collection"}
    values = values_of(SLUG, **asked, other__0__value='{"voice": "alloy", "format": "wav"}')
    server = Server({"choices": [{"message": {"audio": {"data": b64encode(b"RIFF").decode()}}}]})
    (audio,) = kept(SLUG, values, server)

    assert isinstance(audio, outputs.Audio)
    assert audio.file.read() == b"RIFF"


def test_an_answer_without_text_says_so() -> None:
    assert kept(SLUG, values_of(SLUG, **ASKED), Server(events=[{"choices": []}])) == [
        outputs.Notice("The model answered without any text.")
    ]


def test_an_answer_that_the_server_was_asked_to_keep_is_known_by_its_id() -> None:
    message = {"choices": [{"index": 0, "message": {"content": "Hello"}}]}
    pieces = [{**message, "id": "chatcmpl-1"}, {**message, "id": "chatcmpl-1"}]
    for store, expected in (("true", [outputs.Copied("chat/completions", "chatcmpl-1")]), ("", [])):
        values = values_of(SLUG, **ASKED, store=store)
        passed = perform(SLUG, values, Server(events=pieces))
        assert [value for value in passed if isinstance(value, outputs.Copied)] == expected


def test_an_answer_that_is_none_cannot_be_used() -> None:
    with pytest.raises(Unusable):
        kept(SLUG, values_of(SLUG, **ASKED), Server(events=[{"object": "list"}]))


def test_the_headline_is_the_last_question() -> None:
    values = values_of(SLUG, **ASKED, messages__1__role="assistant", messages__1__content="Yes?")

    assert get(SLUG).headline(values) == "Hi"


def test_an_errors_parameter_is_led_back_to_its_field() -> None:
    action = get(SLUG)

    assert action.field_label("messages[0].content") == "Messages"
    assert action.field_label("max_completion_tokens") == "Max Token"
    assert action.field_label("response_format.json_schema.schema") == "JSON Schema"
    assert action.field_label("response_format") == "Response Format"
    assert action.field_label("nonsense") is None
