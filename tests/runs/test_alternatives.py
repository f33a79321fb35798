"""Several answers to the same question stand side by side."""

import pytest

from runs.models import Output
from runs.templatetags.runs import alternatives


@pytest.mark.parametrize(
    ("notes", "beside"),
    [
        (["Answer 1 of 2", "Answer 2 of 2"], True),
        (["Answer 1 of 3", "Answer 2 of 3", "Answer 3 of 3"], True),
        (["Answer 1 of 2", "Answer 1 of 2", "Answer 2 of 2"], False),
        (["", ""], False),
        ([""], False),
        ([], False),
    ],
)
def test_only_whole_answers_to_the_same_are_alternatives(notes: list[str], beside: bool) -> None:
    assert alternatives([Output(kind="text", note=note) for note in notes]) is beside
