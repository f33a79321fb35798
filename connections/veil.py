"""Stars our secrets out of what a server answers: some repeat all they were sent, even where all is well."""

from collections.abc import Iterable, Iterator
from typing import Any

import requests
from requests.structures import CaseInsensitiveDict

from connections.masking import SHORTEST

CHUNK = 64 * 1024
STARS = b"********"


class Veil:
    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = [secret.encode() for secret in secrets if len(secret) >= SHORTEST]

    def over(self, response: requests.Response) -> requests.Response:
        """Have the headers and the body read without the secrets."""
        response.headers = CaseInsensitiveDict(
            (name, self._starred(value.encode("latin-1", "replace")).decode("latin-1"))
            for name, value in response.headers.items()
        )
        response.raw = VeiledBody(response.raw, self)
        return response

    def over_pieces(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the pieces as they come. What may be the beginning of a secret waits for the next one."""
        waiting = b""
        for piece in pieces:
            text = self._starred(waiting + piece)
            end = len(text) - max((begun(secret, text) for secret in self._secrets), default=0)
            waiting = text[end:]
            if end:
                yield text[:end]
        if waiting:
            yield waiting

    def _starred(self, text: bytes) -> bytes:
        for secret in self._secrets:
            text = text.replace(secret, STARS)
        return text


class VeiledBody:
    """Stands in the place of a response's `raw`."""

    def __init__(self, raw: Any, veil: Veil) -> None:
        self._raw = raw
        self._pieces = veil.over_pieces(iter(lambda: raw.read1(CHUNK, decode_content=True), b""))

    def read1(self, *_size: int, **_options: Any) -> bytes:
        return next(self._pieces, b"")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)


def begun(secret: bytes, text: bytes) -> int:
    """Return how many bytes at the end of the text are the beginning of the secret."""
    lengths = range(min(len(secret) - 1, len(text)), 0, -1)
    return next((length for length in lengths if text.endswith(secret[:length])), 0)
