"""The older completions."""

from typing import Any

import pytest

from tests.practice.conftest import Call

MODEL = "gpt-3.5-turbo-instruct"


def complete(call: Call, prompt: Any = "Once upon a time", **more: Any) -> Any:
    return call("completions", {"model": MODEL, "prompt": prompt, **more})


def test_each_prompt_is_completed_as_often_as_asked(call: Call) -> None:
    choices = complete(call, ["One", "Two"], n=2, max_tokens=100).json()["choices"]
    assert [choice["index"] for choice in choices] == [0, 1, 2, 3]
    assert "“One”" in choices[1]["text"]
    assert "“Two”" in choices[2]["text"]


def test_sixteen_tokens_are_the_usual_length(call: Call) -> None:
    choice = complete(call).json()["choices"][0]
    assert choice["finish_reason"] == "length"
    assert len(choice["text"].split()) == 16


def test_a_prompt_can_be_repeated_before_its_completion(call: Call) -> None:
    assert complete(call, echo=True).json()["choices"][0]["text"].startswith("Once upon a time")


def test_a_stop_sequence_ends_a_completion(call: Call) -> None:
    choice = complete(call, stop="model", max_tokens=99).json()["choices"][0]
    assert (choice["text"], choice["finish_reason"]) == (" This is practice: no ", "stop")


def test_a_prompt_of_tokens_is_taken(call: Call) -> None:
    assert "“1 2 3”" in complete(call, [1, 2, 3], max_tokens=99).json()["choices"][0]["text"]


def test_a_stream_ends_with_its_usage_and_the_last_word(call: Call) -> None:
    answer = complete(call, stream=True, stream_options={"include_usage": True})
    assert answer.content.endswith(b"data: [DONE]\n\n")
    assert b'"total_tokens"' in answer.content


def test_a_chat_model_does_not_complete_prompts(call: Call) -> None:
    answer = call("completions", {"model": "gpt-4o", "prompt": "Hi"})
    assert answer.status_code == 404
    assert "chat/completions" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"messages": []}, "messages"),
        ({"prompt": None}, "prompt"),
        ({"prompt": 3}, "prompt"),
        ({"logprobs": 6}, "logprobs"),
        ({"best_of": 1, "n": 2}, "best_of"),
        ({"max_tokens": -1}, "max_tokens"),
        ({"stream_options": {}}, "stream_options"),
    ],
)
def test_what_openai_refuses_is_refused(call: Call, more: dict[str, Any], param: str) -> None:
    answer = complete(call, **more)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param
