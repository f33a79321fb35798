"""Server-sent events, as OpenAI writes them."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from django.http import StreamingHttpResponse

DONE = b"data: [DONE]\n\n"


def event(data: Mapping[str, Any], *, named: bool = False) -> bytes:
    """Return one event; a `named` one carries its type in an `event:` line too."""
    line = f"data: {json.dumps(data, ensure_ascii=False)}\n\n"
    return (f"event: {data['type']}\n{line}" if named else line).encode()


def response(events: Iterable[bytes]) -> StreamingHttpResponse:
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(events, content_type="text/event-stream; charset=utf-8", headers=headers)


def paced(texts: Sequence[Sequence[str]], words_per_second: float) -> Iterator[tuple[int, str]]:
    """Yield the words of all texts at reading speed, side by side, each with the index of its text."""
    for row in zip_longest(*texts, fillvalue=""):
        yield from ((index, word) for index, word in enumerate(row) if word)
        time.sleep(1 / words_per_second)
