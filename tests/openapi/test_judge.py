"""The judge itself: it passes what is right, refuses what is wrong, and says what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.openapi.example import Example, form, post
from tests.openapi.examples import PICTURE, RIGHT, USER
from tests.openapi.judge import judge_request

# Inside these, names and values are the person's own.
FREE = ("metadata", "schema", "parameters", "logit_bias")


def problems(example: Example) -> list[str]:
    """What the judge says of an example."""
    return judge_request(example.method, example.path, example.headers, example.body)


@pytest.mark.parametrize("example", RIGHT, ids=str)
def test_a_right_request_has_no_problems(example: Example) -> None:
    assert problems(example) == []


def test_a_path_may_have_the_prefix_of_the_version() -> None:
    assert judge_request("GET", "/v1/models", {}, b"") == []


def test_a_query_may_come_apart_from_the_path() -> None:
    assert judge_request("GET", "/files", {}, b"", [("limit", "2")]) == []
    assert judge_request("GET", "/files", {}, b"", [("limit", "two")]) != []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Example("GET", "/model"), "/model does not exist"),
        (Example("PUT", "/models"), "/models takes GET, not PUT"),
        (Example("GET", "/files?limt=3"), "limt"),
        (Example("GET", "/files?order=up"), "order"),
        (Example("POST", "/chat/completions"), "the body is missing"),
        (Example("GET", "/models", json={}), "takes no body"),
        (post("/chat/completions", model="m"), '"messages" is a required property'),
        (post("/chat/completions", model="m", messages=[]), "messages"),
        (post("/chat/completions", model="m", messages=[USER], temperature=2.1), "temperature: 2.1"),
        (post("/chat/completions", model="m", messages=[USER], temperature="1"), "temperature"),
        (post("/chat/completions", model="m", messages=[USER], max_tokens=1.5), "max_tokens"),
        (post("/chat/completions", model="m", messages=[USER], n=0), "n: 0"),
        (post("/chat/completions", model="m", messages=[USER], n=None, stop=["a"] * 5), "stop"),
        (post("/chat/completions", model="m", messages=[USER], reasoning_effort="most"), "reasoning_effort"),
        (
            post("/chat/completions", model="m", messages=[{"role": "bot", "content": "x"}]),
            "messages[0].role",
        ),
        (post("/chat/completions", model="m", messages=[{"role": "user"}]), "messages[0]"),
        (post("/completions", model="m"), "prompt"),
        (post("/images/generations", prompt="x", n=11), "n: 11"),
        (post("/images/generations", prompt="x", output_format="bmp"), "output_format"),
        (post("/images/generations", prompt="x", frame_count=17), "frame_count"),
        (post("/images/edits", prompt="x", images=[{"url": "https://e.org/a.png"}]), "images[0]"),
        (post("/audio/speech", model="tts-1", voice="alloy"), '"input" is a required property'),
        (post("/audio/speech", model="tts-1", voice="alloy", input="a" * 4097), "input"),
        (post("/audio/speech", model="tts-1", voice="alloy", input="a", speed=5), "speed"),
        (post("/moderations", inputs="a"), "input"),
        (post("/responses", model="m", input="a", messages=[USER]), "messages"),
        (post("/responses", model="m", input="a", max_tokens=10), "max_tokens"),
        (post("/responses", model="m", input=[{"role": "user", "contnt": "a"}]), "input[0]"),
        (post("/responses", model="m", input="a", tools=[{"type": "file_serch"}]), "tools[0]"),
        (post("/conversations", items=[{"role": "user", "content": "a"}] * 21), "items"),
        (form("/images/edits", ("prompt", "x")), '"image" is a required property'),
        (form("/images/edits", ("image", "x"), ("prompt", "x")), "image"),
        (form("/images/edits", ("image", PICTURE), ("prompt", PICTURE)), "a file where a text belongs"),
        (form("/images/edits", ("image", PICTURE), ("image", PICTURE), ("prompt", "x")), "given twice"),
        (form("/images/edits", ("image", PICTURE), ("prompt", "x"), ("n", "two")), "n"),
        (form("/images/edits", ("image", PICTURE), ("prompt", "x"), ("prompt[]", "y")), "prompt[]"),
        (form("/audio/transcriptions", ("file", PICTURE), ("model", "m"), ("languages", "en")), "ends in []"),
        (form("/audio/transcriptions", ("file", PICTURE), ("model", "m"), ("langage", "en")), "langage"),
        (
            form("/audio/transcriptions", ("file", PICTURE), ("model", "m"), ("temperature", "hot")),
            "temperature",
        ),
        (form("/audio/translations", ("file", PICTURE), ("model", "m"), ("language", "en")), "language"),
        (form("/files", ("file", PICTURE), ("purpose", "fun")), "purpose"),
        (form("/files", ("file", PICTURE), ("purpose", "batch"), ("expires_after[seconds]", "1")), "expires"),
    ],
    ids=lambda case: str(case)[:60],
)
def test_a_wrong_request_is_refused_by_the_name_of_what_is_wrong(wrong: Example, said: str) -> None:
    assert said in " / ".join(problems(wrong))


def test_a_body_must_be_of_the_type_that_its_header_says() -> None:
    right = post("/moderations", input="a")
    assert problems(right) == []
    assert judge_request("POST", "/moderations", {"Content-Type": "text/plain"}, right.body) != []
    assert judge_request("POST", "/moderations", {}, right.body) != []


@pytest.mark.parametrize(
    "body", [b'{"input": NaN}', b'{"input": "a", "input": "b"}', b'{"input": "\xe9"}', b"{"]
)
def test_json_that_servers_read_differently_is_refused(body: bytes) -> None:
    assert judge_request("POST", "/moderations", {"content-type": "application/json"}, body)[0].startswith(
        "not JSON"
    )


def test_a_form_that_was_cut_is_refused() -> None:
    right = form("/files", ("file", PICTURE), ("purpose", "batch"))
    assert "last boundary" in judge_request("POST", "/files", right.headers, right.body[:-6])[0]


def test_a_filename_in_the_encoding_of_mail_is_refused() -> None:
    right = form("/files", ("file", PICTURE), ("purpose", "batch"))
    mail = right.body.replace(b'filename="a.png"', b"filename*=utf-8''%C3%A9.png")
    assert "RFC 2231" in judge_request("POST", "/files", right.headers, mail)[0]


def misspelt(value: Any) -> Iterator[Any]:
    """The value with one of its names misspelt, for each name in it."""
    if isinstance(value, list):
        for place, inner in enumerate(value):
            for mutant in misspelt(inner):
                yield [*value[:place], mutant, *value[place + 1 :]]
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield {other + "e" * (other == name): kept for other, kept in value.items()}
            if name not in FREE:
                for mutant in misspelt(inner):
                    yield value | {name: mutant}


def mistyped(value: Any) -> Iterator[Any]:
    """The value with a list of an object in place of each of its texts and numbers."""
    if isinstance(value, list):
        for place, inner in enumerate(value):
            for mutant in mistyped(inner):
                yield [*value[:place], mutant, *value[place + 1 :]]
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in FREE:
                for mutant in mistyped(inner):
                    yield value | {name: mutant}
    else:
        yield [{"surprise": 1}]


JSON_EXAMPLES = [example for example in RIGHT if example.json is not None]


@pytest.mark.parametrize("example", JSON_EXAMPLES, ids=str)
def test_every_misspelt_name_in_a_json_body_is_caught(example: Example) -> None:
    mutants = [replace(example, json=mutant) for mutant in misspelt(example.json)]
    assert [mutant.json for mutant in mutants if not problems(mutant)] == []
    assert mutants


@pytest.mark.parametrize("example", JSON_EXAMPLES, ids=str)
def test_every_value_of_another_type_in_a_json_body_is_caught(example: Example) -> None:
    mutants = [replace(example, json=mutant) for mutant in mistyped(example.json)]
    assert [mutant.json for mutant in mutants if not problems(mutant)] == []
    assert mutants


@pytest.mark.parametrize("example", [each for each in RIGHT if each.form is not None], ids=str)
def test_every_misspelt_name_in_a_form_is_caught(example: Example) -> None:
    assert example.form is not None
    for place, (name, value) in enumerate(example.form):
        mutant = [*example.form[:place], ("x" + name, value), *example.form[place + 1 :]]
        assert problems(replace(example, form=mutant)) != [], name


@pytest.mark.parametrize("example", [each for each in RIGHT if "?" in each.path], ids=str)
def test_every_misspelt_name_in_a_query_is_caught(example: Example) -> None:
    path, _, query = example.path.partition("?")
    for pair in query.split("&"):
        assert problems(replace(example, path=f"{path}?x{pair}")) != []
