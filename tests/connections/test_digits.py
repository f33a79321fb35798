"""Whole numbers from outside."""

import pytest

from connections.digits import whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("٣", 3), ("9" * 18, 10**18 - 1)])
def test_digits_are_a_number(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize("text", ["", "-1", "+1", "1.5", " 1", "1_000", "²", "½", "9" * 19, "9" * 5000])
def test_anything_else_is_none(text: str) -> None:
    assert whole(text) is None
