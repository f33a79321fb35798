"""POST, GET and DELETE /chat/completions."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from practice import aloud, bodies, families, offered, sse, words
from practice.accounts import Account
from practice.answers import Answer, Wish, answer, wish
from practice.door import Route
from practice.exchange import Exchange
from practice.parameters import Parameters
from practice.records import Records
from practice.refusals import Refusal

KNOWN = frozenset({
    "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs",
    "max_completion_tokens", "max_tokens", "messages", "metadata", "modalities", "model", "moderation", "n",
    "parallel_tool_calls", "prediction", "presence_penalty", "prompt_cache_key", "prompt_cache_options",
    "prompt_cache_retention", "reasoning_effort", "response_format", "safety_identifier", "seed",
    "service_tier", "stop", "store", "stream", "stream_options", "temperature", "tool_choice", "tools",
    "top_logprobs", "top_p", "user", "verbosity", "web_search_options",
})  # fmt: skip
MOST = 500


def create(exchange: Exchange) -> HttpResponseBase:
    """Answer a conversation, at once or word by word."""
    given = bodies.read_json(exchange.request)
    given.only(KNOWN)
    given.require("model", "messages")
    exchange.model = given.text("model")
    offered.find_for(offered.CHAT, exchange.model)
    check_ranges(given)
    families.check(exchange.model, given)
    voice = aloud.asked(given, exchange.model)
    asked = wish(given, exchange.model, exchange.owner)
    answers = [answer(asked, index) for index in range(asked.n)]
    if voice:
        answers = [aloud.spoken(exchange.owner, each, asked, voice) for each in answers]
    shell, legacy = wrapper(exchange.model), "functions" in given
    completion = {**shell, **whole(asked, answers, legacy=legacy)}
    if given.flag("store"):
        records(exchange.owner).put(completion["id"], completion)
    if given.flag("stream"):
        options = given.typed("stream_options", dict) or {}
        usage = completion["usage"] if options.get("include_usage") else {}
        shell |= {"object": "chat.completion.chunk"}
        return sse.response(chunks(shell, answers, exchange.pace, usage, legacy))
    return bodies.write_json(completion)


def records(account: Account) -> Records:
    return Records(account, "Chat completion", most=MOST)


def check_ranges(given: Parameters) -> None:
    """Refuse values that no family takes."""
    given.number("temperature", 0, 2, 1)
    given.number("top_p", 0, 1, 1)
    given.integer("top_logprobs", 0, 20, 0)
    for penalty in families.PENALTIES:
        given.number(penalty, -2, 2, 0)
    for token, bias in (given.typed("logit_bias", dict) or {}).items():
        if not token.isdigit():
            message = (
                f"Invalid key in 'logit_bias': {token}. You should only be submitting non-negative integers."
            )
            raise Refusal(message, param="logit_bias", code="invalid_type")
        Parameters({f"logit_bias.{token}": bias}).number(f"logit_bias.{token}", -100, 100, 0)
    given.choice("verbosity", ("low", "medium", "high"), "medium")
    given.integer("seed", -(2**63), 2**63 - 1, 0)
    if "stream_options" in given and not given.flag("stream"):
        message = "The 'stream_options' parameter is only allowed when 'stream' is enabled."
        raise Refusal(message, param="stream_options")


def wrapper(model: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex[:29]}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": model,
        "service_tier": "default",
        "system_fingerprint": "fp_practice",
    }


def whole(asked: Wish, answers: list[Answer], *, legacy: bool) -> dict[str, Any]:
    choices = [
        {"index": index, "message": message(each, legacy), "logprobs": None, "finish_reason": each.reason}
        for index, each in enumerate(answers)
    ]
    usage = words.usage(asked.conversation.text, [each.text for each in answers])
    return {"choices": choices, "usage": usage}


def message(answer: Answer, legacy: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"role": "assistant", "content": answer.text, "refusal": None, "annotations": []}
    if answer.function:
        called = {"name": answer.function, "arguments": answer.text}
        calls = {"function_call": called} if legacy else {"tool_calls": [tool_call(called)]}
        said |= {"content": None, **calls}
    if answer.audio:
        said |= {"content": None, "audio": answer.audio}
    return said


def tool_call(called: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"call_{uuid.uuid4().hex[:24]}", "type": "function", "function": called}


def chunks(
    shell: dict[str, Any], answers: list[Answer], pace: float, usage: dict[str, Any], legacy: bool
) -> Iterator[bytes]:
    """Yield the events of a streamed answer, one word each."""
    pending = {"usage": None} if usage else {}

    def chunk(index: int, delta: dict[str, Any], reason: str | None = None) -> bytes:
        choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": reason}
        return sse.event({**shell, "choices": [choice], **pending})

    for index, each in enumerate(answers):
        yield chunk(index, opening(each, legacy))
    for index, word in sse.paced([words.pieces(each.text) for each in answers], pace):
        yield chunk(index, continuation(answers[index], word, legacy))
    for index, each in enumerate(answers):
        for delta in aloud.deltas(each.audio) if each.audio else ():
            yield chunk(index, delta)
        yield chunk(index, {}, each.reason)
    if usage:
        yield sse.event({**shell, "choices": [], "usage": usage})
    yield sse.DONE


def opening(answer: Answer, legacy: bool) -> dict[str, Any]:
    """Return the first delta of a choice."""
    if answer.audio:
        return {"role": "assistant", "content": None, "refusal": None, "audio": {"id": answer.audio["id"]}}
    if not answer.function:
        return {"role": "assistant", "content": "", "refusal": None}
    called = {"name": answer.function, "arguments": ""}
    if legacy:
        return {"role": "assistant", "content": None, "function_call": called}
    return {"role": "assistant", "content": None, "tool_calls": [{"index": 0, **tool_call(called)}]}


def continuation(answer: Answer, word: str, legacy: bool) -> dict[str, Any]:
    if answer.audio:
        return {"audio": {"id": answer.audio["id"], "transcript": word}}
    if not answer.function:
        return {"content": word}
    if legacy:
        return {"function_call": {"arguments": word}}
    return {"tool_calls": [{"index": 0, "function": {"arguments": word}}]}


def show(exchange: Exchange, completion: str) -> HttpResponse:
    return bodies.write_json(records(exchange.owner).find(completion))


def delete(exchange: Exchange, completion: str) -> HttpResponse:
    records(exchange.owner).remove(completion)
    return bodies.write_json({"id": completion, "object": "chat.completion.deleted", "deleted": True})


ROUTES = (
    Route("POST", "chat/completions", create),
    Route("GET", "chat/completions/<str:completion>", show),
    Route("DELETE", "chat/completions/<str:completion>", delete),
)
