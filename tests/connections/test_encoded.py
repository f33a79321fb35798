"""JSON with files in it, read without the files."""

import io
import json
from base64 import b64encode
from typing import Any

import pytest
from requests.structures import CaseInsensitiveDict

from connections import encoded, errors, limits
from connections.answer import Answer
from connections.encoded import LONG, PIECE, Encoded

BASE64 = b64encode(bytes(range(256)) * 1024).decode()


def loaded(text: str) -> Any:
    return encoded.loaded(io.BytesIO(text.encode()))


def test_a_long_file_stays_where_it_lies_and_the_rest_is_read() -> None:
    said = {"created": 7, "data": [{"b64_json": BASE64, "note": 'a "word"'}, {"b64_json": BASE64[4:]}]}
    found = loaded(json.dumps(said))
    (one, two) = found["data"]
    assert (found["created"], one["note"]) == (7, 'a "word"')
    assert isinstance(one["b64_json"], Encoded)
    assert "".join(one["b64_json"]) == BASE64
    assert "".join(two["b64_json"]) == BASE64[4:]
    assert "".join(one["b64_json"]) == BASE64  # again, in whichever order


@pytest.mark.parametrize(
    "said",
    [
        {"b64_json": "A" * LONG},
        {"content": "A" * LONG * 2},
        {"data": ["A" * LONG * 2]},
        {"text": '"b64_json": "' + "A" * LONG * 2},
        {"b64_json": None, "data": {}, "é": '\u2028\\"/\b', "": [1.5, True]},
        ["data", "A" * LONG * 2],
        "data",
    ],
    ids=["a short one", "words", "a list", "in a string", "odd values", "no name", "only words"],
)
def test_what_is_no_long_file_is_read_as_it_is(said: Any) -> None:
    assert loaded(json.dumps(said)) == said
    assert loaded(json.dumps(said, ensure_ascii=False, indent=2)) == said


@pytest.mark.parametrize("before", range(PIECE - 20, PIECE + 4))
def test_it_does_not_matter_where_the_pieces_of_the_body_end(before: int) -> None:
    said = {"a": "é" * (before // 2) + "x" * (before % 2), "data": BASE64, "b": '\\"é"'}
    for text in (json.dumps(said, ensure_ascii=False), json.dumps(said)):
        found = loaded(text)
        assert "".join(found.pop("data")) == BASE64
        assert found == {name: value for name, value in said.items() if name != "data"}


@pytest.mark.parametrize("start", range(8))
@pytest.mark.parametrize(("letter", "escape"), [("/", r"\/"), ("=", r"\u003d"), ("\n", r"\n")])
def test_a_file_may_have_letters_that_are_escaped(start: int, letter: str, escape: str) -> None:
    text = "A" * start + letter * LONG
    (found,) = loaded(json.dumps({"data": text.replace(letter, "*")}).replace("*", escape)).values()
    assert "".join(found) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"data": "' + "A" * LONG * 2,
        '{"data": "' + "A" * LONG * 2 + '"',
        '{"data": "' + r"\uGGGG" * LONG + '"}',
        '{"data": "A\\',
        "[" * 100_000,
    ],
    ids=["nothing", "cut off", "cut off in a file", "cut off after it", "no escape", "half one", "too deep"],
)
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(errors.Malformed):
        answer(text.encode()).object_with_files()


@pytest.mark.parametrize("wrong", ["\t", "é"])
def test_a_file_with_letters_that_no_base64_has_is_refused_when_it_is_read(wrong: str) -> None:
    found = loaded('{"data": "' + wrong + "A" * LONG + '"}')
    with pytest.raises(ValueError, match=r"control character|ascii"):
        list(found["data"])


def test_what_is_left_without_the_files_may_not_be_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TEXT", PIECE * 3)
    body = json.dumps({"data": "A" * PIECE * 9}).encode()
    assert answer(body).object_with_files("data")
    with pytest.raises(errors.Oversized):
        answer(body).object("data")
    with pytest.raises(errors.Oversized):
        answer(json.dumps({"text": "A" * PIECE * 9}).encode()).object_with_files()


def test_an_object_with_files_has_the_names_that_are_needed() -> None:
    with pytest.raises(errors.Unusable):
        answer(b"{}").object_with_files("data")
    for body in (b"[]", b"{", b""):
        with pytest.raises(errors.Malformed):
            answer(body).object_with_files()


def answer(body: bytes) -> Answer:
    return Answer(200, CaseInsensitiveDict({"Content-Type": "application/json"}), io.BytesIO(body))
