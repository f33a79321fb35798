"""Reading what the Responses endpoint answers, as it is written and when it is whole."""

import mimetypes
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions import outputs
from connections.client import Client, Request
from connections.errors import Cancelled, OpenAIError, ServerFailed, Unusable

STOPPED = {
    "max_output_tokens": _("The answer was cut off at the token limit. Raise “Max Output Tokens”."),
    "content_filter": _("Part of the answer was left out by the service's content filter."),
}
AT_WORK = {
    "file_search_call": _("Searching the files"),
    "web_search_call": _("Searching the web"),
    "code_interpreter_call": _("Working with the code interpreter"),
    "reasoning": _("Thinking"),
}
UNFINISHED = _("The answer was not finished. Run again, or ask for less.")
OVER = ("response.completed", "response.incomplete", "response.failed")


def read(events: Iterator[dict[str, Any]], client: Client) -> Iterator[outputs.Value]:
    """Yield the words as they come, what the model is at, and in the end all that the answer holds.

    Raises ServerFailed for an answer that failed, Unusable for none at all, and what the client raises.
    """
    answered = False
    for event in events:
        match event:
            case {"type": "response.output_text.delta" | "response.refusal.delta", "delta": str(words)}:
                yield outputs.Delta(words, int(event.get("output_index", 0)))
            case {"type": "response.output_item.added", "item": {"type": str(kind)}} if kind in AT_WORK:
                yield outputs.Progress(str(AT_WORK[kind]))
            case {"type": str(kind), "response": dict()} if kind in OVER:
                answered = True
                yield from whole(event["response"], client)
            case {"object": "response"}:  # a server that does not stream answers all at once
                answered = True
                yield from whole(event, client)
    if not answered:
        raise Unusable


def whole(response: Mapping[str, Any], client: Client) -> Iterator[outputs.Value]:
    if usage := response.get("usage"):
        yield outputs.Usage(usage)
    if response.get("store", True) and isinstance(response_id := response.get("id"), str):
        yield outputs.Copied("responses", response_id)
    parts = list(parts_of(response))
    yield from said(parts)
    cited = [note for part, _ in parts for note in part.get("annotations") or ()]
    yield from files_of(cited, client)
    yield from sources_of(cited)
    if response.get("status") == "failed":
        error = response.get("error") or {}
        detail, code = str(error.get("message") or ""), str(error.get("code") or "")
        raise ServerFailed(detail=detail, code=code, sent=True, retryable=False)
    reason = str((response.get("incomplete_details") or {}).get("reason") or "")
    if response.get("status") == "incomplete":
        yield outputs.Notice(str(STOPPED.get(reason, UNFINISHED)))
    elif not parts:
        yield outputs.Notice(gettext("The model answered without any text."))


def parts_of(response: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Yield each part of what the model said, with a note where it is not the answer itself."""
    for item in response.get("output") or ():
        if item.get("type") == "message":
            note = gettext("On the way") if item.get("phase") == "commentary" else ""
            yield from ((part, note) for part in item.get("content") or ())


def said(parts: list[tuple[Mapping[str, Any], str]]) -> Iterator[outputs.Value]:
    for part, note in parts:
        if words := part.get("text") or part.get("refusal"):
            yield outputs.Text(str(words), note)
    if any(part.get("refusal") for part, _ in parts):
        yield outputs.Notice(gettext("The model declined to answer. Rephrasing the request may help."))


def files_of(cited: list[Mapping[str, Any]], client: Client) -> Iterator[outputs.Value]:
    """Fetch the files that the code interpreter made: their container does not live long."""
    made = {
        (note["container_id"], note["file_id"]): str(note.get("filename") or note["file_id"])
        for note in cited
        if note.get("type") == "container_file_citation"
    }
    for (container, file_id), name in made.items():
        path = f"/containers/{quote(container, safe='')}/files/{quote(file_id, safe='')}/content"
        try:
            answer = client.send(Request(method="GET", path=path))
        except Cancelled:
            raise
        except OpenAIError as error:  # the answer itself is here and paid for
            yield outputs.Notice(
                gettext("The file “%(name)s” could not be fetched. %(message)s")
                % {"name": name, "message": error.message}
            )
        else:
            yield stored(answer.file, PurePosixPath(name).name)


def stored(file: Any, filename: str) -> outputs.Value:
    media_type = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    kinds: dict[str, type[outputs.Stored]] = {"image": outputs.Image, "audio": outputs.Audio}
    kind: Any = kinds.get(media_type.partition("/")[0], outputs.Binary)
    made: outputs.Value = kind(file=file, filename=filename, media_type=media_type)
    return made


def sources_of(cited: list[Mapping[str, Any]]) -> Iterator[outputs.Value]:
    """Yield a table of the pages and files that the answer names, each once."""
    rows: dict[tuple[str, str], None] = {}
    for note in cited:
        match note:
            case {"type": "url_citation", "url": str(url)}:
                rows[str(note.get("title") or url), url] = None
            case {"type": "file_citation", "file_id": str(file_id)}:
                rows[str(note.get("filename") or file_id), file_id] = None
    if rows:
        yield outputs.Table((gettext("Source"), gettext("Where")), list(rows), gettext("Sources"))
