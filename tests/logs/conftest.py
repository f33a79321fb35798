import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from logs.lines import JsonLines

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Return what has been logged, line by line, as it is with LOG_FORMAT=json."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
