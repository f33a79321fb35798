"""Server-sent events, as OpenAI writes them."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
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


def paced(pieces: Iterable[str], words_per_second: float) -> Iterator[str]:
    """Yield the pieces at reading speed."""
    for piece in pieces:
        yield piece
        time.sleep(1 / words_per_second)
