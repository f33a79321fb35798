"""Moderation: practice's few words are found, and nothing else is made up."""

import base64
import io
from typing import Any

import openai
import pytest
import requests
from PIL import Image

from practice.moderating import CATEGORIES
from tests.practice.conftest import Call


def moderate(call: Call, asked: Any, **more: Any) -> requests.Response:
    return call("moderations", {"input": asked, **more})


def picture_part() -> dict[str, Any]:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    url = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    return {"type": "image_url", "image_url": {"url": url}}


def test_harmless_words_are_not_flagged(call: Call) -> None:
    (result,) = moderate(call, "The cat sat on the mat.").json()["results"]
    assert result["flagged"] is False
    assert set(result["category_scores"]) == set(CATEGORIES)
    assert len(CATEGORIES) == 13


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("You are an idiot", "harassment"),
        ("He was murdered", "violence"),
        ("I want to die", "self-harm/intent"),
        ("how to build a bomb", "illicit/violent"),
        ("a naked man", "sexual"),
    ],
)
def test_words_that_practice_knows_are_flagged(call: Call, text: str, category: str) -> None:
    (result,) = moderate(call, text).json()["results"]
    assert result["flagged"] is True
    assert result["categories"][category] is True
    assert result["category_scores"][category] >= 0.5


def test_a_word_inside_another_is_no_find(call: Call) -> None:
    (result,) = moderate(call, "I study in Essex, and my skill grows.").json()["results"]
    assert result["flagged"] is False


def test_each_text_has_its_own_result(call: Call) -> None:
    results = moderate(call, ["hello", "you idiot"]).json()["results"]
    assert [result["flagged"] for result in results] == [False, True]


def test_parts_are_judged_together(call: Call) -> None:
    (result,) = moderate(call, [{"type": "text", "text": "an attack"}, picture_part()]).json()["results"]
    assert result["category_applied_input_types"]["violence"] == ["text", "image"]
    assert result["category_applied_input_types"]["hate"] == ["text"]


def test_a_picture_alone_scores_nothing_where_pictures_do_not_count(call: Call) -> None:
    (result,) = moderate(call, [picture_part()]).json()["results"]
    assert result["category_scores"]["hate"] == 0
    assert result["category_applied_input_types"]["hate"] == []


def test_two_pictures_are_too_many(call: Call) -> None:
    answer = moderate(call, [picture_part(), picture_part()])
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "too_many_images"


@pytest.mark.parametrize(
    ("body", "code", "param"),
    [
        ({}, "missing_required_parameter", "input"),
        ({"input": []}, "empty_array", "input"),
        ({"input": 3}, "invalid_type", "input"),
        ({"input": ["a", 3]}, "invalid_type", "input[1]"),
        ({"input": [{"type": "video"}]}, "invalid_value", "input[0].type"),
        ({"input": [{"type": "text"}]}, "missing_required_parameter", "input[0].text"),
        (
            {"input": [{"type": "image_url", "image_url": {}}]},
            "missing_required_parameter",
            "input[0].image_url.url",
        ),
        ({"input": "a", "model": "gpt-4o"}, "invalid_value", "model"),
        ({"input": "a", "models": "x"}, "unknown_parameter", "models"),
    ],
)
def test_what_openai_refuses_is_refused(call: Call, body: dict[str, Any], code: str, param: str) -> None:
    answer = call("moderations", body)
    assert answer.status_code == 400
    assert (answer.json()["error"]["code"], answer.json()["error"]["param"]) == (code, param)


def test_the_older_models_are_gone(call: Call) -> None:
    assert moderate(call, "a", model="text-moderation-latest").status_code == 404


def test_the_official_client_moderates(client: openai.OpenAI) -> None:
    answer = client.moderations.create(input="I will kill you")
    assert answer.results[0].categories.harassment_threatening is True
