"""Speaks to one OpenAI-compatible server. `Request` says what we want, `Client` how it goes."""

import http.client
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Self

import requests
from django.utils.translation import gettext
from urllib3.exceptions import HTTPError

from connections import errors
from connections.addresses import (
    FORBIDDEN_HEADERS,
    FRAMING_HEADERS,
    PLAIN_HEADERS,
    checked_headers,
    checked_path,
    is_own_or_safe,
    origin,
)
from connections.answer import Answer, first_bytes
from connections.call import Call, Guard, NoGuard, Over, Stopped, Timeouts, watcher
from connections.delivery import delivered
from connections.failures import failure
from connections.lines import lines
from connections.multipart import Upload
from connections.reach import Reach
from connections.refusals import error_from, error_in_success
from connections.request import Link, Request
from connections.streaming import objects
from connections.transport import current
from connections.veil import Veil
from logs.hiding import hide

__all__ = ["FORBIDDEN_HEADERS", "Answer", "Client", "Guard", "Request", "Timeouts", "Upload", "checked_path"]

COMPLAINT = 10.0  # seconds for a refusal's own words to come
FOREIGN = (requests.RequestException, HTTPError, http.client.HTTPException, UnicodeError, Over)


class Client:
    """Sends requests to the server at `base_url` with its key, one after the other, for one thread.

    The key goes into `key_header`: after "Bearer" in Authorization, bare in any other. `headers` go
    with every request, and so does `reference`, by which what we did is found in the server's own records.
    It goes no further than `reach`. Every method raises an `OpenAIError`, or what `guard.before_send` raised.
    """

    def __init__(
        self,
        base_url: str,
        *,
        key: str = "",
        key_header: str = "Authorization",
        organization: str = "",
        project: str = "",
        headers: tuple[tuple[str, str], ...] = (),
        timeouts: Timeouts | None = None,
        guard: Guard | None = None,
        reach: Reach = Reach.PRIVATE,
        reference: str = "",
    ) -> None:
        self.base_url, self.reach = base_url.rstrip("/"), reach
        self.timeouts = timeouts or Timeouts()
        self._guard = guard or NoGuard()
        hidden = (value for name, value in headers if name.lower() not in PLAIN_HEADERS)
        self._secrets = tuple(text for text in (key, *hidden) if text)
        self._veil = Veil(self._secrets)
        hide(*self._secrets)
        self._extra = headers
        self._usual = {"X-Client-Request-Id": reference} if reference else {}
        bearer = key_header.lower() == "authorization"
        self._credentials = {
            "OpenAI-Organization": organization,
            "OpenAI-Project": project,
            key_header: f"Bearer {key}" if key and bearer else key,
        }
        self._adapter = lines.take(self.base_url, reach, headers, sorted(self._credentials.items()))

    def send(self, request: Request) -> Answer:
        """Return the whole answer to `request`."""
        with ExitStack() as unless_whole:
            with self._exchange(request) as response:
                answer = unless_whole.enter_context(Answer.read(response))
                if error := error_in_success(answer, secrets=self._secrets):
                    raise error
            unless_whole.pop_all()
            return answer

    def stream(self, request: Request) -> Iterator[dict[str, Any]]:
        """Yield the objects of the answer's event stream as they come. The first `next` sends the request."""
        with self._exchange(request) as response:
            yield from objects(response, secrets=self._secrets)

    def download(self, url: str) -> Answer:
        """Return what a link in an answer leads to. The key never goes with it.

        Raises Unusable for a link into the house: a server may not send us there, whatever else we may.
        """
        try:
            if not is_own_or_safe(url, self.base_url):
                raise errors.OffLimits
            return self.send(Link(path=url))
        except errors.OffLimits:
            raise errors.Unusable(
                gettext("The server answered with a link that is not safe to follow.")
            ) from None

    def close(self) -> None:
        """Let others have the lines to the server."""
        lines.give_back(self._adapter)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Client {self.base_url}>"

    @contextmanager
    def _exchange(self, request: Request) -> Iterator[requests.Response]:
        """Give the successful response to `request`, its body unread; translate whatever goes wrong."""
        call = Call(self._guard, self.timeouts, self._reach_of(request))
        try:
            with watcher.watching(call), self._opened(request, call) as response:
                yield response
                # A body without a length ends quietly when its socket is shut.
                if call.ended_by is not None:
                    raise Over
        except Stopped as stopped:
            raise stopped.reason from None
        except (errors.OpenAIError, *FOREIGN) as error:
            raise failure(error, call, secrets=self._secrets) from None
        except OSError as error:
            # Before sending it is a broken certificate file; afterwards a disk of our own.
            if call.sent:
                raise
            raise failure(error, call, secrets=self._secrets) from None

    def _reach_of(self, request: Request) -> Reach:
        """A link of another server's never leads inside."""
        foreign = isinstance(request, Link) and origin(request.path) != origin(self.base_url)
        return Reach.PUBLIC if foreign else self.reach

    def _opened(self, request: Request, call: Call) -> requests.Response:
        prepared = self._prepared(request)
        token = current.set(call)
        try:
            response = delivered(prepared, self.base_url, self._adapter, self.timeouts)
        finally:
            current.reset(token)
        self._veil.over(response)
        if not 200 <= response.status_code < 300:
            call.hurry(COMPLAINT)
            with response:
                body = first_bytes(response)
                raise error_from(response.status_code, response.headers, body, secrets=self._secrets)
        return response

    def _prepared(self, request: Request) -> requests.PreparedRequest:
        # Compression would only hold words back, and let a small answer unfold into a huge one.
        own = {"User-Agent": "Workroom", "Accept": "*/*", "Accept-Encoding": "identity"}
        try:
            own |= checked_headers(self._extra, FRAMING_HEADERS)
            own |= checked_headers(((k, v) for k, v in self._credentials.items() if v), frozenset())
            return request.prepared(self.base_url, own, self._usual)
        except ValueError as error:
            raise errors.Unsendable(str(error)) from None
