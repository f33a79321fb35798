"""Turns what a validator says into problems that a person can act on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from jsonschema_rs import ValidationError

from tests.openapi.document import Document

LONGEST = 300


def problems_of(document: Document, schema: dict[str, Any], value: Any) -> list[str]:
    """Each problem as "where: what"; of several alternatives, what the nearest one says."""
    errors = list(document.validator(schema).iter_errors(value))
    found = [_line(error) for error in _leaves(errors)]
    return list(dict.fromkeys(found))


def _leaves(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """The errors that are causes. Where a branch fails all names count as unknown, so names are told last."""
    unknown = [error for error in errors if error.kind.name == "unevaluatedProperties"]
    others = [error for error in errors if error.kind.name != "unevaluatedProperties"]
    for error in others:
        branches: Sequence[Sequence[ValidationError]] = getattr(error.kind, "context", [])
        if branches:
            depth = len(error.instance_path)
            yield from _leaves(min(branches, key=lambda branch: _distance(branch, depth)))
        else:
            yield error
    if not others:
        deepest = max((len(error.instance_path) for error in unknown), default=0)
        yield from (error for error in unknown if len(error.instance_path) == deepest)


def _distance(branch: Iterable[ValidationError], depth: int) -> tuple[bool, int, int]:
    """How far a value is from a branch: farthest if of another type, near with few errors, and deep ones."""
    leaves = list(_leaves(branch))
    other_type = any(error.kind.name == "type" and len(error.instance_path) == depth for error in leaves)
    return other_type, len(leaves), -max(len(error.instance_path) for error in leaves)


def _line(error: ValidationError) -> str:
    where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path)
    return f"{where.lstrip('.') or 'body'}: {error.message}"[:LONGEST]
