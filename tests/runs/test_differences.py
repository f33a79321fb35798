"""Two texts compared word by word: what is marked, what is not, and that it ends."""

import time

import pytest

from runs.differences import Piece, differences


def drawn(before: str, after: str) -> str:
    """Return the second text with what is marked in it: [-gone-] and {+new+}."""
    shapes = {"gone": "[-{}-]", "new": "{{+{}+}}", "": "{}"}
    return "".join(shapes[piece.kind].format(piece.text) for piece in differences(before, after).pieces)


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("The quick fox.", "The slow fox.", "The [-quick-]{+slow+} fox."),
        ("One two", "One two three", "One two {+three+}"),
        ("One two three", "One three", "One [-two-]three"),
        ("", "All new", "{+All new+}"),
        ("Temperature 0.2", "Temperature 0.9", "Temperature 0.[-2-]{+9+}"),
        ("今日は良い天気です", "今日は悪い天気です", "今日は[-良-]{+悪+}い天気です"),
    ],
)
def test_words_that_went_and_words_that_came_are_marked(before: str, after: str, marked: str) -> None:
    assert drawn(before, after) == marked


def test_the_same_text_and_other_spaces_are_no_difference() -> None:
    assert differences("One two", "One two").same
    assert differences("One two", "One\n two").same
    assert drawn("One two", "One\n two") == "One\n two"


def test_texts_with_little_in_common_are_left_unmarked() -> None:
    found = differences("The harbour wakes early. " * 10, "Nothing else and nobody there. " * 10)
    assert found.unmarked
    assert not found.same
    assert found.pieces == [Piece("Nothing else and nobody there. " * 10)]


def test_long_texts_are_compared_line_by_line() -> None:
    lines = [f"Line {number} says this and that\n" for number in range(1000)]
    changed = [*lines[:500], "Another line\n", *lines[501:]]
    found = differences("".join(lines), "".join(changed))
    assert [piece for piece in found.pieces if piece.kind] == [
        Piece("Line 500 says this and that", "gone"),
        Piece("Another line", "new"),
    ]


@pytest.mark.parametrize("text", ["a ", "a b ", "word\n", "x" * 10])
def test_text_made_to_be_slow_is_not(text: str) -> None:
    before, after = text * 40_000, f"b {text * 39_999}"
    began = time.process_time()
    assert differences(before, after).unmarked
    assert time.process_time() - began < 2
