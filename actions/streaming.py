"""Actions whose answer is read while it is being written."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from actions import outputs
from actions.action import Action
from connections.client import Client, Request


class StreamingAction(Action):
    """An action whose answer is read while it is being written."""

    def streams(self, values: Mapping[str, Any]) -> bool:  # noqa: ARG002 - an action may decide by its values
        return True

    def request(self, values: Mapping[str, Any]) -> Request:
        return streamed(super().request(values)) if self.streams(values) else super().request(values)

    def perform(self, client: Client, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        if self.streams(values):
            yield from self.read(client.stream(self.request(values)), values)
        else:
            yield from super().perform(client, values)

    def read(self, events: Iterator[dict[str, Any]], values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        """Yield what the events hold, as they come."""
        raise NotImplementedError(f"{type(self).__name__} does not say how to read a stream")


def streamed(request: Request) -> Request:
    if request.files:
        return replace(request, form=(*request.form, ("stream", "true")))
    return replace(request, json={**(request.json or {}), "stream": True})
