"""JSON as RFC 8259 has it: what Python's reader forgives, other servers do not."""

from __future__ import annotations

import json
from typing import Any


class NotJsonError(ValueError):
    """The bytes are not JSON, or are JSON that readers understand differently."""


def loads(body: bytes) -> Any:
    """The value. NotJsonError for what is not UTF-8, for NaN and infinities, and for a name given twice."""
    try:
        return json.loads(body.decode(), parse_constant=_refuse, object_pairs_hook=_once)
    except ValueError as error:
        raise NotJsonError(str(error)) from error


def _refuse(constant: str) -> None:
    raise NotJsonError(f"{constant} is not a JSON number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise NotJsonError("a name is given twice")
    return result
