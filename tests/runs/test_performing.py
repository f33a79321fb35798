"""A worker's task, without a worker: this process does the work, against a real server and a real broker."""

import json
from typing import Any

from runs.models import Run, State
from runs.tasks import perform
from tests.openapi.upstream import Reply, Upstream
from tests.runs.conftest import Ask


def streamed(*words: str, end: bool = True) -> bytes:
    """A streamed completion, as OpenAI sends it."""
    parts: list[dict[str, Any]] = [{"choices": [{"index": 0, "delta": {"content": word}}]} for word in words]
    if end:
        parts.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    text = "".join(f"data: {json.dumps(part)}\n\n" for part in parts)
    return (text + ("data: [DONE]\n\n" if end else "")).encode()


def stream(*words: str) -> Reply:
    return Reply(streamed(*words), media_type="text/event-stream")


def performed(run: Run) -> Run:
    perform(run.pk)
    run.refresh_from_db()
    return run


def test_an_answer_becomes_the_output_of_a_run_that_succeeded(ask: Ask, upstream: Upstream) -> None:
    upstream.answer(stream("Good ", "morning"))
    run = performed(ask())
    assert run.state == State.SUCCEEDED
    assert [output.text for output in run.outputs.all()] == ["Good morning"]
