"""What is wanted of a server, apart from how it goes there."""

from dataclasses import dataclass
from typing import Any

import requests
from requests.structures import CaseInsensitiveDict

from connections import bodies
from connections.addresses import checked_headers, checked_path
from connections.multipart import Multipart, Upload


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request. With `files` it is a multipart form; else `json`, `form` or `content` is the body.

    In `json`, and in a form with files, `bodies.DataUrl` may stand for a text.
    """

    method: str = "POST"
    path: str = "/chat/completions"
    json: Any = None
    form: tuple[tuple[str, str | bodies.DataUrl], ...] = ()
    files: tuple[Upload, ...] = ()
    params: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes | None = None

    def prepared(
        self, base_url: str, headers: dict[str, str], usual: dict[str, str]
    ) -> requests.PreparedRequest:
        """Return it ready for the wire; `headers` win over its own, and these over `usual` ones.

        Raises ValueError for a path, a header or a value that may not be sent.
        """
        merged = CaseInsensitiveDict(usual)
        merged.update({**checked_headers(self.headers), **headers})
        body: Any = self.content if self.content is not None else list(self.form) or None
        if self.files:
            body = Multipart(self.form, self.files)
            merged["Content-Type"] = body.content_type
        elif self.json is not None:
            body = bodies.of_json(self.json)
            merged.setdefault("Content-Type", "application/json")
        return requests.Request(
            self.method.upper(),
            base_url + checked_path(self.path),
            params=list(self.params),
            headers=merged,
            data=body,
        ).prepare()


class Link(Request):
    """A whole address to read, as it is and without credentials."""

    def prepared(self, *_: object) -> requests.PreparedRequest:  # a link gets no key
        return requests.Request("GET", self.path, headers={"User-Agent": "Workroom"}).prepare()
