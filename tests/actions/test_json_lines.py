"""A file of JSON lines is checked to the first bad one, whatever its size."""

from io import BytesIO

import pytest

from actions import json_lines


class Huge(BytesIO):
    """A single line without an end, which must not be read whole."""

    def readline(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert 0 < size <= json_lines.LONGEST_LINE + 1
        return b"x" * size


@pytest.mark.parametrize(
    "content",
    [
        b'{"a": 1}\n{"b": 2}\n',
        b'{"a": 1}\r\n{"b": "\xc3\xa9"}',
        b'\xef\xbb\xbf{"a": 1}\n',
        b'{"a": 1}\n\n',
    ],
)
def test_objects_on_lines_are_right(content: bytes) -> None:
    assert json_lines.problem(BytesIO(content)) is None


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b'{"a": 1}\n{"a": \n', "Line 2 is not valid JSON"),
        (b'{"a": 1}\n{\n"a": 1\n}\n', "Line 2 is not valid JSON"),
        (b'{"a": 1}\n[1]\n', "Line 2 is not a JSON object"),
        (b'{"a": 1}\n{"a": NaN}\n', "Line 2 is not valid JSON"),
        (b'{"a": 1}\n{"a": "\xe9"}\n', "Line 2 is not text in UTF-8"),
        (b'{"a": 1}\n\n{"a": 1}\n', "Line 2 is empty"),
        (b'{"a": ' + b"[" * 200_000 + b"\n", "Line 1 holds more values"),
        (b"\n\n", "nothing in this file"),
    ],
)
def test_the_first_bad_line_is_told_by_its_number(content: bytes, complaint: str) -> None:
    assert complaint in str(json_lines.problem(BytesIO(content)))


def test_what_every_line_needs_is_looked_for() -> None:
    assert json_lines.problem(BytesIO(b'{"id": 1}\n{"x": 1}\n'), needs=["id"]) == "Line 2 has no “id”."


def test_more_lines_than_allowed_are_told() -> None:
    assert json_lines.problem(BytesIO(b"{}\n" * 3), most=3) is None
    assert "more than 3 lines" in str(json_lines.problem(BytesIO(b"{}\n" * 4), most=3))


def test_a_line_without_an_end_is_not_read_to_its_end() -> None:
    assert json_lines.problem(Huge()) == "Line 1 is longer than 16 MB."


def test_the_file_is_left_at_its_start() -> None:
    file = BytesIO(b"{}\n")
    json_lines.problem(file)

    assert file.tell() == 0
