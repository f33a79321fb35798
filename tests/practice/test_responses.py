"""Responses: answers, tools, and what came before."""

import base64
import csv
import io
import json
from typing import Any

import openai
import pytest
import requests
from PIL import Image

from practice.endpoints import responses
from tests.openapi.judge import judge_answer
from tests.practice.conftest import Call
from tests.practice.test_chat import NAME_AND_AGE

STORE = {"type": "function", "name": "store", "parameters": NAME_AND_AGE, "strict": True}
CODE = {"type": "code_interpreter", "container": {"type": "auto"}}


def respond(call: Call, asked: Any = "Why is the sky blue?", **more: Any) -> requests.Response:
    return call("responses", {"model": "gpt-4o", "input": asked, **more})


def text_of(answer: requests.Response) -> str:
    (message,) = [item for item in answer.json()["output"] if item["type"] == "message"]
    return str(message["content"][0]["text"])


def user(*parts: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"role": "user", "content": list(parts)}]


def events(answer: requests.Response) -> list[dict[str, Any]]:
    return [json.loads(line[6:]) for line in answer.text.split("\n") if line.startswith("data: ")]


def upload(call: Call, content: bytes, name: str, purpose: str = "user_data") -> str:
    file = call("files", files={"file": (name, content)}, data={"purpose": purpose})
    return str(file.json()["id"])


def test_an_answer_says_that_it_is_practice(call: Call) -> None:
    answer = respond(call, instructions="Be brief.")
    assert "This is practice" in text_of(answer)
    assert "“Why is the sky blue?”" in text_of(answer)
    assert "Your instructions have 2 words" in text_of(answer)
    assert answer.json()["status"] == "completed"
    assert answer.json()["usage"]["output_tokens"] > 0


def test_a_model_that_reasons_does_so_before_it_answers(call: Call) -> None:
    answer = respond(call, model="gpt-6-luna", reasoning={"effort": "high", "summary": "auto"}).json()
    assert [item["type"] for item in answer["output"]] == ["reasoning", "message"]
    assert "does not think" in answer["output"][0]["summary"][0]["text"]
    answer = respond(call, model="gpt-6-luna", reasoning={"effort": "none"}).json()
    assert [item["type"] for item in answer["output"]] == ["message"]


def test_pictures_and_files_are_looked_at(call: Call) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    url = f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"
    data = base64.b64encode(b"three small words").decode()
    parts = [
        {"type": "input_text", "text": "Look"},
        {"type": "input_image", "image_url": url, "detail": "auto"},
        {"type": "input_image", "file_id": upload(call, out.getvalue(), "a.png", "vision"), "detail": "low"},
        {"type": "input_file", "file_id": upload(call, b"\xff\xfe\x00", "b.bin")},
        {"type": "input_file", "filename": "c.txt", "file_data": f"data:text/plain;base64,{data}"},
        {"type": "input_file", "file_url": "https://example.com/d.pdf"},
    ]
    said = text_of(respond(call, user(*parts)))
    assert said.count("a PNG picture of 40 by 30 pixels, mostly green") == 2
    assert "“b.bin” of 3 bytes." in said
    assert "“c.txt” of 17 bytes, which has 3 words" in said
    assert "https://example.com/d.pdf (practice does not fetch it)" in said


def test_a_token_limit_cuts_the_answer_and_says_so(call: Call) -> None:
    answer = respond(call, max_output_tokens=16).json()
    assert answer["status"] == "incomplete"
    assert answer["incomplete_details"] == {"reason": "max_output_tokens"}
    assert answer["output"][0]["status"] == "incomplete"
    assert len(answer["output"][0]["content"][0]["text"].split()) == 16


def test_a_json_answer_follows_the_asked_schema(call: Call) -> None:
    form = {"type": "json_schema", "name": "person", "strict": True, "schema": NAME_AND_AGE}
    answer = respond(call, "Anna is 31.", text={"format": form})
    assert json.loads(text_of(answer)) == {"name": "practice name", "age": 31}


def test_a_forced_function_is_called_and_its_answer_heard(call: Call) -> None:
    choice = {"type": "function", "name": "store"}
    answer = respond(call, "Anna is 31.", tools=[STORE], tool_choice=choice).json()
    (called,) = answer["output"]
    assert json.loads(called["arguments"])["age"] == 31
    result = {"type": "function_call_output", "call_id": called["call_id"], "output": "stored as 7"}
    answer_to_it = respond(call, [result], tools=[STORE], previous_response_id=answer["id"])
    assert "Your function answered: “stored as 7”" in text_of(answer_to_it)


def test_the_code_interpreter_really_makes_a_table(call: Call) -> None:
    answer = respond(call, "Why is it", tools=[CODE], include=["code_interpreter_call.outputs"])
    interpreted, message = answer.json()["output"]
    assert "def words_csv" in interpreted["code"]
    assert interpreted["outputs"][0]["type"] == "logs"
    (cited,) = message["content"][0]["annotations"]
    linked = text_of(answer)[cited["start_index"] : cited["end_index"]]
    assert linked == f"sandbox:/mnt/data/{cited['filename']}"
    file = call(f"containers/{cited['container_id']}/files/{cited['file_id']}/content")
    assert list(csv.reader(io.StringIO(file.text)))[1:] == [["Why", "3"], ["is", "2"], ["it", "2"]]


def test_the_code_interpreter_draws_a_chart_when_asked(call: Call) -> None:
    answer = respond(call, "Draw me a chart", tools=[CODE]).json()
    (cited,) = answer["output"][1]["content"][0]["annotations"]
    path = f"containers/{cited['container_id']}/files/{cited['file_id']}/content"
    assert Image.open(io.BytesIO(call(path).content)).format == "PNG"
    assert call(path, key="sk-practice-other").status_code == 404


def test_a_container_can_be_used_again_and_only_if_there_is_one(call: Call) -> None:
    first = respond(call, tools=[CODE]).json()["output"][0]["container_id"]
    again = respond(call, tools=[{"type": "code_interpreter", "container": first}]).json()
    assert again["output"][0]["container_id"] == first
    for wrong in ("cntr_none", "../../x"):
        assert respond(call, tools=[{"type": "code_interpreter", "container": wrong}]).status_code == 404


def test_file_search_quotes_what_it_finds(call: Call) -> None:
    text = b"Swans are white.\n\nThe station opens at seven in the morning.\n"
    file = upload(call, text, "notes.txt", "assistants")
    store = call("vector_stores", {"name": "Notes", "file_ids": [file]}).json()["id"]
    tool = {"type": "file_search", "vector_store_ids": [store]}
    answer = respond(call, "When does the station open?", tools=[tool], include=["file_search_call.results"])
    searched, message = answer.json()["output"]
    assert searched["results"][0]["text"] == "The station opens at seven in the morning."
    assert "“notes.txt” says: “The station opens at seven" in text_of(answer)
    (cited,) = message["content"][0]["annotations"]
    assert (cited["type"], cited["file_id"]) == ("file_citation", file)


def test_web_search_makes_nothing_up(call: Call) -> None:
    answer = respond(call, tools=[{"type": "web_search"}])
    assert answer.json()["output"][0]["type"] == "web_search_call"
    assert "Practice has no web: nothing was looked up" in text_of(answer)
    assert answer.json()["output"][1]["content"][0]["annotations"] == []


def test_tools_rest_when_they_are_told_to(call: Call) -> None:
    answer = respond(call, tools=[CODE], tool_choice="none").json()
    assert [item["type"] for item in answer["output"]] == ["message"]


def test_a_response_can_go_on_from_an_earlier_one(call: Call) -> None:
    first = respond(call, "My name is Ada.").json()
    second = respond(call, "Who am I?", previous_response_id=first["id"])
    third = respond(call, "Really?", previous_response_id=second.json()["id"])
    assert "in a conversation of 3" in text_of(second)
    assert "in a conversation of 5" in text_of(third)


def test_a_response_is_kept_until_it_is_deleted(call: Call) -> None:
    answer = respond(call).json()
    path = f"responses/{answer['id']}"
    assert call(path).json() == answer
    assert call(f"{path}/input_items").json()["data"][0]["content"][0]["text"] == "Why is the sky blue?"
    assert call(path, key="sk-practice-other").status_code == 404
    assert call(path, method="DELETE").json()["deleted"] is True
    assert call(path).status_code == 404


def test_a_response_is_not_kept_when_so_asked(call: Call) -> None:
    answer = respond(call, store=False).json()
    assert call(f"responses/{answer['id']}").status_code == 404


def test_only_the_newest_responses_are_kept(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responses, "MOST", 2)
    names = [respond(call).json()["id"] for _ in range(3)]
    assert [call(f"responses/{name}").status_code for name in names] == [404, 200, 200]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"model": "gpt-6-luna", "reasoning": {"effort": "low", "summary": "detailed"}},
        {"tools": [CODE]},
        {"tools": [{"type": "web_search"}]},
        {"tools": [STORE], "tool_choice": "required"},
        {"max_output_tokens": 20},
    ],
    ids=["words", "reasoning", "code", "web", "function", "cut"],
)
def test_a_stream_tells_the_response_in_numbered_and_named_events(call: Call, more: dict[str, Any]) -> None:
    answer = respond(call, stream=True, **more)
    found = events(answer)
    assert [event["sequence_number"] for event in found] == list(range(len(found)))
    names = [line[7:] for line in answer.text.split("\n") if line.startswith("event: ")]
    assert names == [event["type"] for event in found]
    whole = found[-1]["response"]
    assert found[-1]["type"] == f"response.{whole['status']}"
    finished = [event["item"] for event in found if event["type"] == "response.output_item.done"]
    assert finished == whole["output"]
    assert call(f"responses/{whole['id']}").json() == whole


def test_a_stream_carries_the_words_of_the_whole_answer(call: Call) -> None:
    found = events(respond(call, stream=True, tools=[CODE]))
    words = "".join(e["delta"] for e in found if e["type"] == "response.output_text.delta")
    assert words == found[-1]["response"]["output"][-1]["content"][0]["text"]
    assert "response.output_text.annotation.added" in [event["type"] for event in found]


@pytest.mark.parametrize(
    ("more", "code", "param"),
    [
        ({"input": None}, "missing_required_parameter", "input"),
        ({"input": 3}, "invalid_type", "input"),
        ({"input": [{"role": "boss", "content": "a"}]}, "invalid_value", "input[0].role"),
        ({"input": [{"type": "dance"}]}, "invalid_value", "input[0].type"),
        ({"input": user({"type": "text", "text": "a"})}, "invalid_value", "input[0].content[0].type"),
        (
            {"input": user({"type": "input_image"})},
            "missing_required_parameter",
            "input[0].content[0].image_url",
        ),
        ({"messages": []}, "unknown_parameter", "messages"),
        ({"max_tokens": 50}, "unknown_parameter", "max_tokens"),
        ({"n": 2}, "unknown_parameter", "n"),
        ({"max_output_tokens": 15}, "integer_below_min_value", "max_output_tokens"),
        ({"temperature": 3}, "decimal_above_max_value", "temperature"),
        ({"model": "gpt-image-2"}, "invalid_value", "model"),
        ({"model": "gpt-6-astra", "temperature": 0.5}, "unsupported_value", "temperature"),
        ({"model": "gpt-6-astra", "reasoning": {"effort": "none"}}, "unsupported_value", "reasoning.effort"),
        ({"reasoning": {"effort": "low"}}, "unsupported_parameter", "reasoning.effort"),
        ({"tools": [{"type": "mcp"}]}, "invalid_value", "tools[0].type"),
        ({"tools": [{"type": "file_search"}]}, "missing_required_parameter", "tools[0].vector_store_ids"),
        ({"tools": [{"type": "code_interpreter"}]}, "missing_required_parameter", "tools[0].container"),
        ({"tools": [{"type": "function", "name": "f", "parameters": {"type": "object"}}]}, None, None),
        ({"tool_choice": {"type": "function", "name": "f"}}, None, "tool_choice"),
        ({"text": {"format": {"type": "xml"}}}, "invalid_value", "text.format.type"),
        ({"text": {"format": {"type": "json_object"}}}, None, "input"),
        ({"text": {"format": {"type": "json_schema"}}}, "missing_required_parameter", "text.format.name"),
        ({"previous_response_id": "resp_none"}, "previous_response_not_found", "previous_response_id"),
        (
            {"previous_response_id": "resp_none", "conversation": "conv_none"},
            "mutually_exclusive_parameters",
            "previous_response_id",
        ),
        ({"metadata": {"a": 3}}, "invalid_type", "metadata.a"),
    ],
)
def test_what_openai_refuses_is_refused(
    call: Call, more: dict[str, Any], code: str | None, param: str | None
) -> None:
    answer = call("responses", {"model": "gpt-4o", "input": "Hello", **more})
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error["param"]) == (code, param or "tools[0].parameters")


def test_a_model_for_responses_only_answers_here(call: Call) -> None:
    assert respond(call, model="gpt-5.5-pro").status_code == 200


def test_trouble_reaches_responses(call: Call) -> None:
    body = {"model": "gpt-4o", "input": "Hello", "stream": True}
    assert call("responses", body, fault="429; retry-after=1").headers["Retry-After"] == "1"
    cut = call("responses", body, fault="truncated; words=4")
    problems = judge_answer("POST", "/responses", 200, "text/event-stream", cut.content)
    assert problems != []


def test_the_official_client_gets_a_response(client: openai.OpenAI) -> None:
    first = client.responses.create(model="gpt-6-luna", input="Hello there")
    assert "Hello there" in first.output_text
    second = client.responses.create(model="gpt-6-luna", input="More", previous_response_id=first.id)
    assert client.responses.retrieve(second.id).previous_response_id == first.id
    assert [item.type for item in client.responses.input_items.list(second.id)] == ["message"]
    client.responses.delete(second.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(second.id)


def test_the_official_client_follows_a_streamed_response(client: openai.OpenAI) -> None:
    with client.responses.stream(
        model="gpt-6-luna",
        input="Draw a chart",
        tools=[{"type": "code_interpreter", "container": {"type": "auto"}}],
    ) as stream:
        kinds = [event.type for event in stream]
        final = stream.get_final_response()
    assert kinds[0] == "response.created"
    assert kinds[-1] == "response.completed"
    assert "Draw a chart" in final.output_text
    call = next(item for item in final.output if item.type == "code_interpreter_call")
    message = next(item for item in final.output if item.type == "message")
    (part,) = message.content
    assert part.type == "output_text"
    (cited,) = part.annotations
    assert cited.type == "container_file_citation"
    content = client.containers.files.content.retrieve(cited.file_id, container_id=call.container_id)
    assert content.read().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "asked",
    [
        [{"type": []}],
        [{"role": "user", "content": [{"type": {}}]}],
        [{"role": "user", "content": {"type": "input_text"}}],
        user({"type": "input_image", "image_url": "data:image/png;base64,é"}),
        user({"type": "input_file", "filename": "a.txt", "file_data": "é"}),
    ],
)
def test_an_input_of_the_wrong_kind_is_refused(call: Call, asked: Any) -> None:
    assert respond(call, asked).status_code == 400


@pytest.mark.parametrize("name", ["x" * 5000, "é", "../journal"])
def test_a_name_that_is_none_is_not_found(call: Call, name: str) -> None:
    assert respond(call, user({"type": "input_file", "file_id": name})).status_code == 404
    assert respond(call, conversation=name).status_code == 404
