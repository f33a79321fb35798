"""Judges a stream of server-sent events: its framing, each event, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.openapi.document import Document
from tests.openapi.strict_json import NotJsonError, loads
from tests.openapi.validation import problems_of

DONE = "[DONE]"
ENDED_BY_DONE = ("/chat/completions", "/completions")
# Any of these types is the last event; a stream without one was cut.
LAST = (
    "response.completed", "response.failed", "response.incomplete", "error", "transcript.text.done",
    "speech.audio.done", "image_generation.completed", "image_edit.completed",
)  # fmt: skip


def problems_of_stream(document: Document, path: str, schema: dict[str, Any], body: bytes) -> list[str]:
    """What is wrong with a whole stream. An event that is only an error is judged as an error's envelope."""
    problems: list[str] = []
    last: Any = None
    for number, (name, data) in enumerate(_events(body)):
        if last == DONE:
            return [*problems, f"event {number}: after the end"]
        last, found = (DONE, []) if data == DONE else _judge_event(document, schema, name, data)
        problems += [f"event {number}: {each}" for each in found]
    return problems + _problems_of_end(path, last)


def _events(body: bytes) -> Iterator[tuple[str, str]]:
    """Name and data of each event that carries data."""
    text = body.decode().replace("\r\n", "\n").replace("\r", "\n")
    for block in text.split("\n\n"):
        lines = [line.partition(":") for line in block.split("\n") if line and not line.startswith(":")]
        data = [value.removeprefix(" ") for field, _, value in lines if field == "data"]
        names = [value.removeprefix(" ") for field, _, value in lines if field == "event"]
        if data:
            yield (names[-1] if names else ""), "\n".join(data)


def _judge_event(document: Document, schema: dict[str, Any], name: str, data: str) -> tuple[Any, list[str]]:
    try:
        event = loads(data.encode())
    except NotJsonError as error:
        return None, [f"not JSON: {error}"]
    if isinstance(event, dict) and event.keys() == {"error"}:
        return event, problems_of(document, {"$ref": "urn:openai#/components/schemas/ErrorResponse"}, event)
    problems = problems_of(document, schema, event)
    if name and isinstance(event, dict) and event.get("type", name) != name:
        problems.append(f"named {name}, but of type {event['type']}")
    return event, problems


def _problems_of_end(path: str, last: Any) -> list[str]:
    if last is None:
        return ["the stream is empty"]
    if isinstance(last, dict) and "error" in last:
        return []
    if path in ENDED_BY_DONE:
        return [] if last == DONE else [f"the stream does not end with {DONE}"]
    ended = last == DONE or (isinstance(last, dict) and last.get("type") in LAST)
    return [] if ended else ["the stream ends before its last event"]
