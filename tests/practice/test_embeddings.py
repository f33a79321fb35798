"""Embeddings are honest numbers: the same for the same words, close for shared ones."""

from typing import Any

import openai
import pytest

from tests.practice.conftest import Call

MODEL = "text-embedding-3-small"


def embed(call: Call, asked: Any, **more: Any) -> list[list[float]]:
    data = call("embeddings", {"model": MODEL, "input": asked, **more}).json()["data"]
    return [each["embedding"] for each in data]


def closeness(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_texts_that_share_words_are_closer(call: Call) -> None:
    trains, more_trains, cats = embed(call, ["the early train", "the late train", "cats sleep"])
    assert closeness(trains, trains) == pytest.approx(1)
    assert closeness(trains, more_trains) > 0.4 > closeness(trains, cats)


def test_a_vector_has_the_asked_length(call: Call) -> None:
    assert [len(each) for each in embed(call, ["a", "b"], dimensions=7)] == [7, 7]


def test_tokens_are_taken(call: Call) -> None:
    assert len(embed(call, [[1, 2], [3]])) == 2
    assert len(embed(call, [1, 2])) == 1


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"input": ""}, "input"),
        ({"input": []}, "input"),
        ({"input": [1, "a"]}, "input[0]"),
        ({"dimensions": 1537}, "dimensions"),
        ({"model": "gpt-4o"}, "model"),
        ({"encoding_format": "hex"}, "encoding_format"),
    ],
)
def test_what_openai_refuses_is_refused(call: Call, more: dict[str, Any], param: str) -> None:
    answer = call("embeddings", {"model": MODEL, "input": "a", **more})
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param


def test_the_official_client_embeds(client: openai.OpenAI) -> None:
    # It asks for base64 and unpacks that itself.
    answer = client.embeddings.create(model="text-embedding-3-large", input="The train leaves at nine.")
    assert len(answer.data[0].embedding) == 3072
