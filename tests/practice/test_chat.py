"""Chat: what is answered, and what is refused."""

import base64
import io
import json
from typing import Any

import pytest
from PIL import Image

from tests.practice.conftest import Call

NAME_AND_AGE = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["name", "age"],
    "additionalProperties": False,
}
TOOL = {"type": "function", "function": {"name": "store", "parameters": NAME_AND_AGE}}


def ask(call: Call, content: Any = "Hello there", model: str = "gpt-4o", **more: Any) -> Any:
    body = {"model": model, "messages": [{"role": "user", "content": content}], **more}
    return call("chat/completions", body)


def events(body: bytes) -> list[Any]:
    """Return the JSON of each event of a stream."""
    lines = [line.removeprefix("data: ") for line in body.decode().split("\n") if line.startswith("data: ")]
    return [json.loads(line) for line in lines if line != "[DONE]"]


def test_an_answer_says_that_it_is_practice_and_quotes_the_question(call: Call) -> None:
    text = ask(call, "Where do swallows winter?").json()["choices"][0]["message"]["content"]
    assert "practice" in text
    assert "“Where do swallows winter?”" in text
    assert 40 <= len(text.split()) <= 80


def test_a_file_is_read_and_its_words_are_data(call: Call) -> None:
    kept = call("files", files={"file": ("a.txt", b"Total 42")}, data={"purpose": "user_data"}).json()["id"]
    data = base64.b64encode(b"three small words").decode()
    parts = [{"type": "file", "file": {"file_id": kept}}, {"type": "file", "file": {"file_data": data}}]

    said = ask(call, parts).json()["choices"][0]["message"]["content"]
    assert "“a.txt” of 8 bytes, which has 2 words" in said
    assert "of 17 bytes, which has 3 words" in said
    schema = {"type": "json_schema", "json_schema": {"name": "x", "strict": True, "schema": NAME_AND_AGE}}
    found = ask(call, parts, response_format=schema).json()["choices"][0]["message"]["content"]
    assert json.loads(found)["age"] == 42


@pytest.mark.parametrize(
    ("file", "status"), [({"file_id": "file-none"}, 404), ({"file_data": "%"}, 400), ({}, 400), ("x", 400)]
)
def test_a_file_that_cannot_be_had_is_refused_by_its_place(call: Call, file: Any, status: int) -> None:
    answer = ask(call, [{"type": "file", "file": file}])

    assert answer.status_code == status
    assert answer.json()["error"]["param"].startswith("messages[0].content[0].file")


def test_the_same_question_gets_the_same_words(call: Call) -> None:
    first, second = (ask(call).json()["choices"][0]["message"]["content"] for _ in range(2))
    assert first == second


def test_several_choices_can_be_told_apart(call: Call) -> None:
    choices = ask(call, n=3).json()["choices"]
    assert [choice["index"] for choice in choices] == [0, 1, 2]
    assert len({choice["message"]["content"] for choice in choices}) == 3


def test_a_token_limit_cuts_the_answer_and_says_so(call: Call) -> None:
    choice = ask(call, max_completion_tokens=5).json()["choices"][0]
    assert choice["finish_reason"] == "length"
    assert len(choice["message"]["content"].split()) == 5


def test_a_stop_sequence_ends_the_answer(call: Call) -> None:
    choice = ask(call, stop=["no model", "asked"]).json()["choices"][0]
    assert choice["message"]["content"].endswith("This is practice: ")
    assert choice["finish_reason"] == "stop"


def test_a_stream_carries_the_words_of_the_whole_answer(call: Call) -> None:
    whole = ask(call).json()["choices"][0]["message"]["content"]
    streamed = events(ask(call, stream=True).content)
    assert "".join(event["choices"][0]["delta"].get("content", "") for event in streamed) == whole


def test_a_stream_of_several_choices_brings_them_side_by_side(call: Call) -> None:
    indexes = [e["choices"][0]["index"] for e in events(ask(call, stream=True, n=2).content)]
    assert indexes[:6] == [0, 1] * 3


def test_usage_comes_with_a_stream_only_when_asked_for(call: Call) -> None:
    assert "usage" not in events(ask(call, stream=True).content)[-1]
    last = events(ask(call, stream=True, stream_options={"include_usage": True}).content)[-1]
    assert last["choices"] == []
    assert last["usage"]["total_tokens"] > 0


def test_a_json_answer_follows_the_asked_schema(call: Call) -> None:
    form = {"type": "json_schema", "json_schema": {"name": "person", "strict": True, "schema": NAME_AND_AGE}}
    answer = ask(call, "Anna is 31.", response_format=form).json()["choices"][0]["message"]["content"]
    assert json.loads(answer) == {"name": "practice name", "age": 31}


def test_a_json_answer_is_an_object(call: Call) -> None:
    answer = ask(call, "Answer in JSON", response_format={"type": "json_object"}).json()
    assert json.loads(answer["choices"][0]["message"]["content"])["practice"] is True


def test_json_must_be_named_in_the_conversation(call: Call) -> None:
    answer = ask(call, response_format={"type": "json_object"})
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "messages"


def test_a_forced_function_is_called_with_arguments_after_its_schema(call: Call) -> None:
    choice = {"type": "function", "function": {"name": "store"}}
    message = ask(call, "Anna is 31.", tools=[TOOL], tool_choice=choice).json()["choices"][0]["message"]
    assert message["content"] is None
    (called,) = message["tool_calls"]
    assert json.loads(called["function"]["arguments"]) == {"name": "practice name", "age": 31}


def test_a_streamed_function_call_comes_in_parts(call: Call) -> None:
    streamed = events(ask(call, stream=True, tools=[TOOL], tool_choice="required").content)
    calls = [part for e in streamed for part in e["choices"][0]["delta"].get("tool_calls", [])]
    assert calls[0]["function"]["name"] == "store"
    assert json.loads("".join(part["function"]["arguments"] for part in calls))["age"] == 1


def test_a_function_is_called_in_the_old_way_too(call: Call) -> None:
    answer = ask(call, functions=[TOOL["function"]], function_call={"name": "store"})
    message = answer.json()["choices"][0]["message"]
    assert message["function_call"]["name"] == "store"


def test_pictures_are_looked_at(call: Call) -> None:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(file, "WEBP")
    url = f"data:image/webp;base64,{base64.b64encode(file.getvalue()).decode()}"
    content = [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": url}}]
    text = ask(call, content).json()["choices"][0]["message"]["content"]
    assert "a WEBP picture of 40 by 30 pixels, mostly blue" in text


@pytest.mark.parametrize(
    "url", ["ftp://example.com/a.png", "data:image/png;base64,bm8=", "data:image/png;base64,?"]
)
def test_what_is_no_picture_is_refused(call: Call, url: str) -> None:
    assert ask(call, [{"type": "image_url", "image_url": {"url": url}}]).status_code == 400


@pytest.mark.parametrize(
    ("model", "more", "code", "param"),
    [
        ("gpt-4o", {"temprature": 1}, "unknown_parameter", "temprature"),
        ("gpt-4o", {"temperature": "hot"}, "invalid_type", "temperature"),
        ("gpt-4o", {"temperature": 2.5}, "decimal_above_max_value", "temperature"),
        ("gpt-4o", {"n": 0}, "integer_below_min_value", "n"),
        ("gpt-4o", {"n": True}, "invalid_type", "n"),
        ("gpt-4o", {"stop": ["a", "b", "c", "d", "e"]}, "array_above_max_length", "stop"),
        ("gpt-4o", {"logit_bias": {"word": 1}}, "invalid_type", "logit_bias"),
        ("gpt-4o", {"messages": []}, "empty_array", "messages"),
        ("gpt-4o", {"messages": None}, "missing_required_parameter", "messages"),
        ("gpt-4o", {"messages": [{"role": "boss", "content": "Hi"}]}, "invalid_value", "messages[0].role"),
        ("gpt-4o", {"messages": [{"role": "user"}]}, "missing_required_parameter", "messages[0].content"),
        ("gpt-4o", {"reasoning_effort": "low"}, "unsupported_parameter", "reasoning_effort"),
        ("gpt-4o", {"response_format": {"type": "xml"}}, "invalid_value", "response_format.type"),
        ("gpt-4o", {"stream_options": {"include_usage": True}}, None, "stream_options"),
        ("gpt-5", {"max_tokens": 50}, "unsupported_parameter", "max_tokens"),
        ("o3", {"max_tokens": 50}, "unsupported_parameter", "max_tokens"),
        ("o3", {"stop": "x"}, "unsupported_parameter", "stop"),
        ("gpt-5-mini", {"temperature": 0.5}, "unsupported_value", "temperature"),
        ("gpt-5", {"reasoning_effort": "xhigh"}, "unsupported_value", "reasoning_effort"),
        ("gpt-5.1", {"reasoning_effort": "high", "top_p": 0.5}, "unsupported_value", "top_p"),
        ("gpt-5.6-luna", {"temperature": 0.8}, "unsupported_value", "temperature"),
        ("gpt-5.6-luna", {"tools": [TOOL]}, None, "reasoning_effort"),
        ("gpt-6-astra", {"reasoning_effort": "none"}, "unsupported_value", "reasoning_effort"),
        ("gpt-6-astra", {"tools": [TOOL]}, None, "tools"),
        ("gpt-6-luna", {"presence_penalty": 1}, "unsupported_parameter", "presence_penalty"),
        ("gpt-6-luna", {"logprobs": True}, "unsupported_parameter", "logprobs"),
    ],
)
def test_what_openai_refuses_is_refused(
    call: Call, model: str, more: dict[str, Any], code: str | None, param: str
) -> None:
    answer = ask(call, model=model, **more)
    assert answer.status_code == 400
    assert (answer.json()["error"]["code"], answer.json()["error"]["param"]) == (code, param)


@pytest.mark.parametrize(
    ("model", "more"),
    [
        ("gpt-4o", {"max_tokens": 50, "temperature": 0, "top_p": 0.1, "frequency_penalty": -2}),
        ("gpt-5.1", {"temperature": 0.5}),
        ("gpt-5.6-luna", {"temperature": 0.8, "reasoning_effort": "none"}),
        ("gpt-6-luna", {"reasoning_effort": "max", "verbosity": "low"}),
        ("gpt-5-nano", {"temperature": 1, "reasoning_effort": "minimal"}),
        ("gpt-4o-mini", {"seed": None, "user": "somebody", "logit_bias": {"50256": -100}}),
    ],
)
def test_what_openai_takes_is_taken(call: Call, model: str, more: dict[str, Any]) -> None:
    assert ask(call, model=model, **more).status_code == 200


@pytest.mark.parametrize("model", ["gpt-image-2", "gpt-3.5-turbo-instruct", "gpt-5.5-pro"])
def test_a_model_of_another_kind_is_not_for_chat(call: Call, model: str) -> None:
    assert ask(call, model=model).status_code == 404


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": 3},
        {"type": "object", "properties": {"a": {"type": "string", "minLength": "long"}}},
        {"type": "array", "minItems": 100, "items": {"type": "array", "minItems": 100, "items": {}}},
    ],
)
def test_a_schema_that_cannot_be_followed_is_refused(call: Call, schema: dict[str, Any]) -> None:
    answer = ask(
        call, response_format={"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    )
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "response_format"


@pytest.mark.parametrize("tools", [[3], [{"type": "function"}], [{"function": {"name": 3}}]])
def test_a_function_without_a_name_is_refused(call: Call, tools: Any) -> None:
    assert ask(call, tools=tools).json()["error"]["param"] == "tools[0].function.name"


def test_an_open_schema_is_refused_in_strict_mode(call: Call) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    form = {"type": "json_schema", "json_schema": {"name": "x", "strict": True, "schema": schema}}
    answer = ask(call, response_format=form)
    assert answer.json()["error"]["param"] == "response_format"
    assert "additionalProperties" in answer.json()["error"]["message"]


def test_an_answer_is_kept_only_when_so_asked_and_until_it_is_deleted(call: Call) -> None:
    assert call(f"chat/completions/{ask(call).json()['id']}").status_code == 404
    answer = ask(call, store=True).json()
    path = f"chat/completions/{answer['id']}"
    assert call(path).json() == answer
    assert call(path, key="sk-practice-other").status_code == 404
    assert call(path, method="DELETE").json()["deleted"] is True
    assert call(path).status_code == 404


def test_a_streamed_answer_is_kept_whole(call: Call) -> None:
    pieces = events(ask(call, store=True, stream=True).content)
    words = "".join(choice["delta"].get("content", "") for piece in pieces for choice in piece["choices"])
    (kept,) = call(f"chat/completions/{pieces[0]['id']}").json()["choices"]
    assert kept["message"]["content"] == words
