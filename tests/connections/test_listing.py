from datetime import UTC, date, datetime
from typing import Any

import pytest

from connections.errors import Malformed
from connections.listing import Listed, listed


def test_openais_list_is_read_with_its_dates() -> None:
    model = {"id": "whisper-1", "created": 1677532384, "owned_by": "openai", "shutdown_date": "2027-02-26"}
    created = datetime(2023, 2, 27, 21, 13, 4, tzinfo=UTC)
    assert listed({"data": [model]}) == [Listed("whisper-1", created, "openai", date(2027, 2, 26))]


@pytest.mark.parametrize(
    "answer",
    [
        {"data": [{"id": "a"}]},
        {"models": [{"name": "a"}]},
        {"models": [{"model": "a"}]},
        [{"id": "a"}],
        ["a"],
        {"data": [{"id": "a"}, {"id": "a"}, {"id": ""}, {"id": "x" * 201}, {}, None, 7]},
        {"data": [{"id": "a", "created": 10**30, "owned_by": None, "shutdown_date": "soon"}]},
        {"data": [{"id": "a", "created": "yesterday", "shutdown_date": 7}]},
    ],
)
def test_the_shapes_of_other_servers_are_read_too(answer: Any) -> None:
    assert listed(answer) == [Listed("a")]


@pytest.mark.parametrize("answer", [{"data": []}, {"data": None, "object": "list"}, []])
def test_a_server_without_models_lists_none(answer: Any) -> None:
    assert listed(answer) == []


@pytest.mark.parametrize("answer", [{}, {"data": "x"}, "x", None, 7])
def test_what_is_no_list_is_malformed(answer: Any) -> None:
    with pytest.raises(Malformed):
        listed(answer)
