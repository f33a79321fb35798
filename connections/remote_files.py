"""The files that a server keeps for an account: listed a page at a time, told of, read, deleted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from connections.answer import Answer
from connections.client import Client, Request
from connections.errors import Malformed
from connections.filenames import safe_filename
from connections.listing import moment

PAGE = 20
# OpenAI takes these in and does not give them out again.
NOT_GIVEN_OUT = frozenset({"assistants", "user_data"})


@dataclass(frozen=True)
class RemoteFile:
    """A file on the server, as far as the server tells of it."""

    file_id: str
    filename: str
    purpose: str
    size: int | None
    created: datetime | None
    expires: datetime | None

    @property
    def is_given_out(self) -> bool:
        return self.purpose not in NOT_GIVEN_OUT


@dataclass(frozen=True)
class Page:
    """Some of the files, and the id to ask with for those that follow; empty where none do."""

    files: list[RemoteFile]
    after: str = ""


def listed(client: Client, after: str = "") -> Page:
    """Return the page of files that follows the file `after`, the newest first. Raises an OpenAIError."""
    params = (("limit", str(PAGE)), ("order", "desc"), *((("after", after),) if after else ()))
    with client.send(Request(method="GET", path="/files", params=params)) as answer:
        data = answer.json()
    match data:
        case {"data": list(items)}:
            files = [file for item in items if (file := read(item))]
        case _:
            raise Malformed
    more = bool(data.get("has_more")) and bool(files)
    return Page(files, files[-1].file_id if more else "")


def read(item: Any) -> RemoteFile | None:
    match item:
        case {"id": str(file_id)} if file_id.strip(".") and "/" not in file_id:
            size = item.get("bytes")
            return RemoteFile(
                file_id,
                safe_filename(str(item.get("filename") or file_id)),
                str(item.get("purpose") or ""),
                size if isinstance(size, int) else None,
                moment(item.get("created_at")),
                moment(item.get("expires_at")),
            )
        case _:
            return None


def found(client: Client, file_id: str) -> RemoteFile:
    """Return what the server says of a file. Raises an OpenAIError."""
    with client.send(Request(method="GET", path=path_of(file_id))) as answer:
        file = read(answer.json())
    if file is None:
        raise Malformed
    return file


def content(client: Client, file_id: str) -> Answer:
    """Return an answer whose body is the file's content. Raises an OpenAIError."""
    return client.send(Request(method="GET", path=f"{path_of(file_id)}/content"))


def delete(client: Client, file_id: str) -> None:
    client.send(Request(method="DELETE", path=path_of(file_id))).close()


def path_of(file_id: str) -> str:
    return f"/files/{quote(file_id, safe='')}"
