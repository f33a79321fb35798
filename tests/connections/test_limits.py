"""What is taken in of an answer, by its kind."""

import io

import pytest
from requests.structures import CaseInsensitiveDict

from connections import errors, limits
from connections.answer import Answer


def answer(body: bytes, media_type: str = "application/json") -> Answer:
    return Answer(200, CaseInsensitiveDict({"Content-Type": media_type}), io.BytesIO(body))


@pytest.mark.parametrize("text", ['[[], {"a": 1}]', b'[[], {"a": 1}]', "7", '"' + "," * 4 + '"'])
def test_json_of_few_values_is_read(text: str | bytes) -> None:
    assert limits.loaded(text, 5) is not None


@pytest.mark.parametrize("text", ["[" + "[]," * 5 + "[]]", b"[1,2,3,4,5,6]", "[" * 9])
def test_json_of_many_values_is_not_unfolded(text: str | bytes) -> None:
    with pytest.raises(limits.TooManyValues):
        limits.loaded(text, 5)


def test_an_object_has_the_names_that_are_needed() -> None:
    assert answer(b'{"id": "x", "object": "file"}').object("id", "object")["id"] == "x"
    with pytest.raises(errors.Unusable):
        answer(b'{"object": "file"}').object("id")
    with pytest.raises(errors.Malformed):
        answer(b'["id"]').object("id")


def test_text_that_is_longer_than_any_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TEXT", 10)
    assert answer(b"x" * 10, "text/plain").text() == "x" * 10
    with pytest.raises(errors.Oversized):
        answer(b"x" * 11, "text/plain").text()


def test_a_page_is_no_answer() -> None:
    answer(b"1\n", "text/plain").refuse_page()
    with pytest.raises(errors.Malformed):
        answer(b"<html>", "text/html; charset=utf-8").refuse_page()
