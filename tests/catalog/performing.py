"""Runs an action against an answer, without a server."""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

from requests.structures import CaseInsensitiveDict

from actions import outputs
from actions.registry import get
from connections import bodies
from connections.client import Answer, Request
from tests.actions.offers import Shop, posted


class Server:
    """Stands in for the client: gives one answer, or a stream of events, and keeps the requests."""

    def __init__(
        self,
        body: Any = b"",
        media_type: str = "application/json",
        events: list[dict[str, Any]] | None = None,
    ) -> None:
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.media_type, self.events = media_type, events or []
        self.requests: list[Request] = []

    def send(self, request: Request) -> Answer:
        self.requests.append(request)
        return Answer(200, CaseInsensitiveDict({"Content-Type": self.media_type}), BytesIO(self.body))

    def stream(self, request: Request) -> Iterator[dict[str, Any]]:
        self.requests.append(request)
        yield from self.events


def perform(slug: str, values: dict[str, Any], server: Server) -> list[outputs.Value]:
    """Return everything the action yields for these values and this server."""
    return [read(value) for value in get(slug).perform(server, values)]  # type: ignore[arg-type]  # a stand-in


def read(value: outputs.Value) -> outputs.Value:
    """A yielded file is open until the next value is asked for: read it now, as the recorder does."""
    if not isinstance(value, outputs.Stored):
        return value
    with value.file as file:
        return replace(value, file=BytesIO(file.read()))


def kept(slug: str, values: dict[str, Any], server: Server) -> list[outputs.Value]:
    """Return what stays with the run."""
    passing = (outputs.Delta, outputs.Preview, outputs.Progress, outputs.Usage, outputs.Copied)
    return [value for value in perform(slug, values, server) if not isinstance(value, passing)]


def sent(request: Request) -> Any:
    """Return the JSON of a request as its server reads it: with the files in it."""
    return json.loads(b"".join(bodies.of_json(request.json)))


def values_of(slug: str, files: Any = None, **fields: object) -> dict[str, Any]:
    """Return the values of a valid form."""
    form = get(slug).form(posted(**fields), files, connections=[Shop()])
    assert form.is_valid(), form.errors
    return form.values


def errors_of(slug: str, files: Any = None, **fields: object) -> dict[str, list[str]]:
    """Return the errors of a form by field; those of rows are told by the rows."""
    form = get(slug).form(posted(**fields), files, connections=[Shop()])
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}
