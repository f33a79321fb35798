"""A server that repeats the key it was sent, in every way in which one can: what a request says, it does."""

import json
from collections.abc import Callable
from typing import Any

from tests.connections.server import Exchange, Script
from tests.faults.scripts import broken_off, raw, streamed, unended, word

Repeat = Callable[[str], Script]


def refusal(status: int, **error: Any) -> Script:
    return lambda exchange: exchange.json({"error": {"type": "invalid_request_error", **error}}, status)


def headers(status: int, body: bytes, text: str) -> Script:
    named = {"x_request_id": text, "www_authenticate": f"Bearer realm={text}", "set_cookie": f"key={text}"}
    named |= {"openai_organization": text, "location": f"/v1/{text}", "x_should_retry": "false"}
    return lambda exchange: exchange.answer(status, body, content_type="application/json", **named)


def page(status: int, text: str) -> Script:
    html = f"<html><title>{text}</title><body><b>{text[:9]}</b>{text[9:]} {text}</body></html>"
    return lambda exchange: exchange.answer(status, html.encode(), content_type="text/html")


def whole(text: str) -> Script:
    return streamed(word(f"You sent {text[:9]}"), word(text), word(f" {text}", "stop"), b"data: [DONE]\n\n")


def event(text: str) -> bytes:
    return b"event: error\ndata: %s\n\n" % json.dumps({"message": f"No: {text}"}).encode()


def failed(text: str) -> bytes:
    error = {"code": "server_error", "message": f"No: {text}"}
    return b"data: %s\n\n" % json.dumps({"type": "response.failed", "response": {"error": error}}).encode()


# What is asked for in the prompt.
WAYS: dict[str, Repeat] = {
    "401 in its message": lambda text: refusal(
        401, message=f"Incorrect API key provided: {text}.", code=text
    ),
    "401 starred": lambda text: refusal(
        401, message=f"Incorrect API key provided: {text[:8]}***{text[-4:]}."
    ),
    "400 everywhere": lambda text: refusal(400, **dict.fromkeys(("message", "code", "type", "param"), text)),
    "400 deep down": lambda text: refusal(400, message=[{"loc": ["header", text], "input": {text: text}}]),
    "403 in headers": lambda text: headers(403, b"{}", text),
    "402 in plain words": lambda text: lambda it: it.answer(402, text.encode(), content_type="text/plain"),
    "429 too long": lambda text: lambda it: it.json({"error": {"message": text}}, 429, retry_after="7200"),
    "500 as a page": lambda text: page(500, text),
    "502 cut off": lambda text: lambda it: it.answer(502, f'{{"error": {{"message": "{text}'.encode()),
    "302 elsewhere": lambda text: headers(302, b"", text),
    "200 as a page": lambda text: page(200, text),
    "200 malformed": lambda text: (
        lambda it: it.answer(200, f"{{'choices': '{text}'".encode(), content_type="application/json")
    ),
    "200 of another shape": lambda text: lambda it: it.json({"choices": text, text: [text]}),
    "200 in headers": lambda text: headers(200, b'{"choices": []}', text),
    "no HTTP": lambda text: raw(f"{text}\r\n\r\n".encode()),
    "stream with an error": lambda text: streamed(word("Half"), event(text)),
    "stream that failed": lambda text: streamed(word("Half"), failed(text)),
    "stream cut": lambda text: broken_off(word(f"Half {text}")),
    "stream of no JSON": lambda text: streamed(word("Half"), f"data: {{{text}}}\n\n".encode()),
    "stream that stops": lambda text: unended(word(f"Half {text}")),
    "success": whole,
}


def repeat(exchange: Exchange) -> None:
    """Answer a completion as its prompt says, everything else with all the headers it came with."""
    sent = exchange.headers
    text = " ".join(filter(None, [sent.get("Authorization", "").removeprefix("Bearer "), sent.get("X-Team")]))
    try:
        way = json.loads(exchange.body)["messages"][0]["content"]
    except (ValueError, LookupError, TypeError):
        everything = {"id": text, "filename": text, **dict(sent)}
        exchange.json({"data": [everything], **everything}, x_request_id=text.partition(" ")[0])
        return
    WAYS[way](text)(exchange)
