"""What servers that speak OpenAI's language in their own way refuse, as a run tells it, and the way out."""

from typing import Any

import pytest

from actions import registry
from connections.models import Connection
from people.models import User
from runs.models import Run, State
from runs.tasks import perform
from runs.views.watch import removable
from tests.openapi.upstream import Reply, Upstream
from tests.runs.conftest import why
from tests.runs.test_performing import stream

EXTRA = "[{'type': 'extra_forbidden', 'loc': ('body', 'seed'), 'msg': 'Extra inputs are not permitted'}]"
REFUSALS = {
    "vLLM": Reply.json({"object": "error", "message": EXTRA, "param": None, "code": 400}, 400),
    "FastAPI": Reply.json(
        {"detail": [{"loc": ["body", "seed"], "msg": "Extra inputs are not permitted"}]},
        422,
    ),
    "Ollama": Reply.json(
        {"error": {"message": "cannot unmarshal into Go struct field ChatRequest.seed of type int"}}, 400
    ),
    "LiteLLM": Reply.error(400, "UnsupportedParamsError: it does not support parameters: ['seed']"),
    "plain text": Reply(b"unexpected keyword argument 'seed'", 400, "text/plain"),
}
MISSING = {
    "FastAPI": Reply.json({"detail": "Not Found"}, 404),
    "Ollama": Reply(b"404 page not found", 404, "text/plain"),
    "a proxy": Reply(b"<html><h1>404 Not Found</h1></html>", 404, "text/html"),
    "LM Studio": Reply.json({"error": "Unexpected endpoint or method. (POST /v1/chat/completions)"}),
}


def asked(owner: User, line: Connection) -> Run:
    values: dict[str, Any] = {"method": "chat", "model": "llama3", "seed": 7, "temperature": 0.5}
    values |= {"messages": [{"role": "user", "content": "Hello"}]}
    return Run.objects.submit(owner, line, registry.get("create-a-completion"), values)


def performed(run: Run) -> Run:
    perform(run.pk)
    run.refresh_from_db()
    return run


@pytest.mark.parametrize("server", REFUSALS)
def test_a_refused_parameter_is_named_by_its_label_and_can_be_left_out(
    owner: User, line: Connection, upstream: Upstream, server: str
) -> None:
    upstream.answer(REFUSALS[server], stream("Good morning"))
    run = performed(asked(owner, line))
    assert (why(run)["kind"], why(run)["field"]) == ("unsupported_field", "Seed")
    assert removable(run) == {"param": "seed", "label": "Seed"}
    rest = registry.get(run.action).without(run.values, "seed")
    assert rest
    again = Run.objects.submit(owner, line, registry.get(run.action), rest)
    assert performed(again).state == State.SUCCEEDED
    assert "seed" not in upstream.requests[-1].json()
    assert upstream.requests[-1].json()["temperature"] == 0.5


@pytest.mark.parametrize("server", MISSING)
def test_a_path_that_is_not_there_is_told_as_an_action_that_is_not_offered(
    owner: User, line: Connection, upstream: Upstream, server: str
) -> None:
    upstream.answer(MISSING[server])
    run = performed(asked(owner, line))
    assert why(run)["message"] == "This server does not offer “Create a Completion”."
    assert "Choose another connection" in why(run)["advice"]
