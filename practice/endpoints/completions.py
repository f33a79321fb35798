"""POST /completions, the older way: words that go on from a prompt."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

from django.http.response import HttpResponseBase

from practice import bodies, offered, sse, words
from practice.door import Route
from practice.exchange import Exchange
from practice.parameters import Parameters
from practice.refusals import Refusal

KNOWN = frozenset({
    "best_of", "echo", "frequency_penalty", "logit_bias", "logprobs", "max_tokens", "model", "n",
    "presence_penalty", "prompt", "seed", "stop", "stream", "stream_options", "suffix", "temperature",
    "top_p", "user",
})  # fmt: skip
USUAL_LENGTH = 16


def create(exchange: Exchange) -> HttpResponseBase:
    """Go on from each prompt, at once or word by word."""
    given = bodies.read_json(exchange.request)
    given.only(KNOWN)
    given.require("model", "prompt")
    exchange.model = given.text("model")
    offered.find_for(offered.COMPLETION, exchange.model)
    check_ranges(given)
    prompts = [prompt for prompt in read_prompts(given) for _ in range(given.integer("n", 1, 128, 1))]
    answers = [completion(given, prompt) for prompt in prompts]
    usage = words.usage(" ".join(prompts), [text for text, _ in answers])
    shell = {
        "id": f"cmpl-{uuid.uuid4().hex[:29]}",
        "object": "text_completion",
        "created": int(time.time()),
        "model": exchange.model,
    }
    if given.flag("stream"):
        options = given.typed("stream_options", dict) or {}
        return sse.response(
            chunks(shell, answers, exchange.pace, usage if options.get("include_usage") else {})
        )
    choices = [choice(index, text, reason) for index, (text, reason) in enumerate(answers)]
    return bodies.write_json({**shell, "choices": choices, "usage": usage})


def check_ranges(given: Parameters) -> None:
    given.number("temperature", 0, 2, 1)
    given.number("top_p", 0, 1, 1)
    given.number("frequency_penalty", -2, 2, 0)
    given.number("presence_penalty", -2, 2, 0)
    given.integer("logprobs", 0, 5, 0)
    if given.integer("best_of", 0, 20, 1) < given.integer("n", 1, 128, 1) and "best_of" in given:
        raise Refusal("'best_of' must not be smaller than 'n'.", param="best_of")
    if "stream_options" in given and not given.flag("stream"):
        message = "The 'stream_options' parameter is only allowed when 'stream' is enabled."
        raise Refusal(message, param="stream_options")


def read_prompts(given: Parameters) -> list[str]:
    """Return the prompts; tokens are shown as numbers, since practice has no tokenizer."""
    prompt = given.values["prompt"]
    if isinstance(prompt, str):
        return [prompt]
    if not isinstance(prompt, list) or not prompt:
        message = "Invalid type for 'prompt': expected a string or an array."
        raise Refusal(message, code="invalid_type", param="prompt")
    if all(isinstance(each, int) for each in prompt):
        return [" ".join(map(str, prompt))]
    return [" ".join(map(str, each)) if isinstance(each, list) else str(each) for each in prompt]


def completion(given: Parameters, prompt: str) -> tuple[str, str]:
    """Return the words that follow a prompt, and why they end."""
    text = (
        f" This is practice: no model wrote it. You began with “{words.shorten(prompt, 20)}”, "
        "and a real model would go on from there. For real words, choose a connection "
        "with an OpenAI key, or a server of your own."
    )
    most = given.integer("max_tokens", 0, 10_000_000, USUAL_LENGTH)
    text, reason = words.limited(text, stop=given.texts("stop", most=4), most=most)
    return (prompt + text if given.flag("echo") else text), reason


def choice(index: int, text: str, reason: str | None) -> dict[str, Any]:
    return {"index": index, "text": text, "logprobs": None, "finish_reason": reason}


def chunks(
    shell: dict[str, Any], answers: list[tuple[str, str]], pace: float, usage: dict[str, Any]
) -> Iterator[bytes]:
    pending = {"usage": None} if usage else {}
    for index, word in sse.paced([words.pieces(text) for text, _ in answers], pace):
        yield sse.event({**shell, "choices": [choice(index, word, None)], **pending})
    for index, (_, reason) in enumerate(answers):
        yield sse.event({**shell, "choices": [choice(index, "", reason)], **pending})
    if usage:
        yield sse.event({**shell, "choices": [], "usage": usage})
    yield sse.DONE


ROUTES = (Route("POST", "completions", create),)
