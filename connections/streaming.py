"""Reads an answer that comes as a stream of events, and knows whether it came to its end."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import requests
from django.utils.translation import gettext
from urllib3.exceptions import HTTPError

from connections import encoded, errors, limits
from connections.answer import EMPTY, Answer, chunks_of, media_type
from connections.events import EndlessEvent, Event, events
from connections.refusals import error_in_stream, error_in_success

LAST_WORDS = (".completed", ".done", ".failed", ".incomplete")
DONE = b"[DONE]"
AFTERWARDS = 0.02  # seconds for the end of a stream to come after its last word
# In this family the parts end with such words too: "response.output_text.done".
OF_RESPONSES = {f"response{word}" for word in LAST_WORDS}


class Progress:
    """What a stream has said so far about its own end."""

    def __init__(self) -> None:
        self._ended = False
        self._unfinished: set[Any] = set()
        self._choices = False

    def note(self, data: dict[str, Any]) -> None:
        kind = str(data.get("type") or "")
        self._ended = kind in OF_RESPONSES if kind.startswith("response.") else kind.endswith(LAST_WORDS)
        for choice in data.get("choices") or ():
            self._choices = True
            index = str(choice.get("index", 0))
            (self._unfinished.discard if choice.get("finish_reason") else self._unfinished.add)(index)

    @property
    def is_complete(self) -> bool:
        return self._ended or (self._choices and not self._unfinished)


def objects(response: requests.Response, *, secrets: Iterable[str] = ()) -> Iterator[dict[str, Any]]:
    """Yield each object of the stream; its event's name becomes "type" where the object has none.

    A file in it is `Encoded`, which can be read until the next object is asked for.

    A server that ignores `stream` and answers with one JSON object yields that object. Raises the
    error an event stands for, Malformed for what is not JSON, Cut for a stream without its end.
    """
    match media_type(response.headers):
        case "application/json":
            with Answer.read(response) as answer:
                if error := error_in_success(answer, secrets=secrets):
                    raise error
                yield checked(answer.object_with_files(), response, secrets)
            return
        case "text/html":
            raise errors.Malformed(status=response.status_code)
    if response.raw.length_remaining == 0:
        raise errors.Malformed(gettext(EMPTY), status=response.status_code)
    progress = Progress()
    try:
        for event in events(chunks_of(response, limits.STREAM), limits.EVENT):
            if is_last(event):
                end(response)
                return
            data = checked(parsed(event), response, secrets)
            progress.note(data)
            yield data
    except (EndlessEvent, limits.TooManyValues):
        raise errors.Oversized(status=response.status_code) from None
    except HTTPError:
        if not progress.is_complete:
            raise
    if not progress.is_complete:
        raise errors.Cut(sent=True)


def end(response: requests.Response) -> None:
    """Read the end of a stream that has said its last word, if it is there: its line can then serve again."""
    line = getattr(response.raw.connection, "sock", None)
    if line is None:
        return  # it has been read, and its line has gone
    with suppress(HTTPError, OSError):  # none comes
        line.settimeout(AFTERWARDS)
        response.raw.read1(1)


def is_last(event: Event) -> bool:
    said = event.file.read(2 * len(DONE)).strip()
    event.file.seek(0)
    return said == DONE


def parsed(event: Event) -> Any:
    try:
        data = words(event) if event.size <= encoded.LONG else encoded.loaded(event.file)
    except limits.TooManyValues:
        raise
    except ValueError:
        raise errors.Malformed from None
    if isinstance(data, dict) and event.name and not data.get("type"):
        data["type"] = event.name
    return data


def words(event: Event) -> Any:
    """Return what an event says that is too short for a file. Broken letters are no error."""
    return limits.loaded(event.file.read().decode(errors="replace"))


def checked(data: Any, response: requests.Response, secrets: Iterable[str]) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise errors.Malformed(status=response.status_code)
    # "response.failed" carries its error deeper, and is the consumer's to read.
    if data.get("type") == "error" or (isinstance(data.get("error"), dict | str) and data["error"]):
        request_id = response.headers.get("x-request-id", "")
        raise error_in_stream(data, request_id=request_id, secrets=secrets)
    return data
