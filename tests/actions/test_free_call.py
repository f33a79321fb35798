"""A call that a person writes out arrives as written, at the address and in the form that OpenAI expects."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from actions.registry import get
from connections.client import Client
from tests.actions.filled import Filled, form_of
from tests.openapi.upstream import Reply, Upstream


@pytest.mark.parametrize(
    ("written", "arrives"),
    [
        ({"method": "GET", "url": "/v1/models"}, "/v1/models"),
        ({"method": "GET", "url": "files", "query-0-name": "limit", "query-0-value": "2"}, "/v1/files"),
        ({"method": "DELETE", "url": "/v1/files/file-1"}, "/v1/files/file-1"),
        ({"method": "POST", "url": "/v1/moderations", "body": '{"input": "é"}'}, "/v1/moderations"),
    ],
)
def test_a_written_call_is_right(upstream: Upstream, written: Mapping[str, str], arrives: str) -> None:
    action = get("make-an-api-call")
    form = form_of(action, Filled("written", {"connection": "1", **written}))
    assert form.is_valid(), form.errors.as_json()
    upstream.answer(Reply())
    with Client(upstream.url, key="sk-test") as client:
        client.send(action.request(form.values)).close()
    [request] = upstream.requests
    assert (request.path, request.problems()) == (arrives, [])


def test_a_misspelt_parameter_of_a_written_call_arrives_too(upstream: Upstream) -> None:
    action = get("make-an-api-call")
    written = {"method": "GET", "url": "/v1/files", "query-0-name": "limt", "query-0-value": "2"}
    form = form_of(action, Filled("written", {"connection": "1", **written}))
    assert form.is_valid()
    upstream.answer(Reply())
    with Client(upstream.url, key="sk-test") as client:
        client.send(action.request(form.values)).close()
    assert "limt" in upstream.requests[0].problems()[0]
