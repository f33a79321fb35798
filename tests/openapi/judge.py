"""Judges requests and answers by OpenAI's own document. A judgement is a list of problems; none is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from tests.openapi import fields, multipart, streams
from tests.openapi.document import Document, Operation, official
from tests.openapi.strict_json import NotJsonError, loads
from tests.openapi.validation import problems_of

JSON, FORM, STREAM = "application/json", "multipart/form-data", "text/event-stream"


def judge_request(
    method: str, path: str, headers: Mapping[str, str], body: bytes, query: Sequence[tuple[str, str]] = ()
) -> list[str]:
    """What is wrong with a request, in a closed world: a name that OpenAI does not know is a problem.

    The path may have the prefix /v1, and a query string of its own.
    """
    document = official()
    route, _, question = path.partition("?")
    operation, problems = _find(document, method, route)
    if operation is None:
        return problems
    asked = [fields.Field(*pair) for pair in (*parse_qsl(question, keep_blank_values=True), *query)]
    values, naming = fields.read(document, operation.query, asked)
    problems = [*naming, *problems_of(document, operation.query, values)]
    content_type = {name.lower(): value for name, value in headers.items()}.get("content-type", "")
    return [*(f"query {each}" for each in problems), *_judge_body(document, operation, content_type, body)]


def judge_answer(method: str, path: str, status: int, media_type: str, body: bytes) -> list[str]:
    """What is wrong with an answer: a JSON one, or each event of a stream. Of other bytes, the media type."""
    document = official()
    operation, problems = _find(document, method, path.partition("?")[0])
    plain_type = media_type.partition(";")[0].strip().lower()
    if status >= 400:
        # The document lists hardly any; the envelope is one and the same everywhere, for an unknown path too.
        return _judge_json(
            document, {"$ref": "urn:openai#/components/schemas/ErrorResponse"}, plain_type, body
        )
    if operation is None:
        return problems
    schema = operation.answer(status, plain_type)
    if plain_type == STREAM and schema is not None:
        return streams.problems_of_stream(document, operation.path, schema, body)
    if plain_type == JSON and schema is not None:
        return _judge_json(document, schema, plain_type, body)
    if schema is not None or _is_binary(operation, status, plain_type):
        return []
    return [f"{operation.path} does not answer {status} with {plain_type}"]


def _find(document: Document, method: str, route: str) -> tuple[Operation | None, list[str]]:
    path = route.removeprefix("/v1") or "/"
    operation = document.operation(method.upper(), path)
    if operation is not None:
        return operation, []
    known = document.methods(path)
    return None, [f"{path} takes {' and '.join(known)}, not {method}" if known else f"{path} does not exist"]


def _judge_body(document: Document, operation: Operation, content_type: str, body: bytes) -> list[str]:
    media_type = content_type.partition(";")[0].strip().lower()
    if not body:
        return ["the body is missing"] if operation.body_required else []
    schema = operation.bodies.get(media_type)
    if schema is None:
        known = " or ".join(operation.bodies) or "no body"
        return [f"the body is {media_type or 'of no type'}; {operation.path} takes {known}"]
    if media_type == JSON:
        return _judge_json(document, schema, media_type, body)
    try:
        parts = multipart.parts(content_type, body)
        given = [_field(part) for part in parts]
    except ValueError as error:
        return [f"the form cannot be read: {error}"]
    values, problems = fields.read(document, schema, given)
    return [*problems, *problems_of(document, schema, values)]


def _field(part: multipart.Part) -> fields.Field:
    if part.filename is None:
        return fields.Field(part.name, part.content.decode())
    return fields.Field(part.name, part.filename, is_file=True)


def _judge_json(document: Document, schema: dict[str, object], media_type: str, body: bytes) -> list[str]:
    if media_type != JSON:
        return [f"{media_type or 'no media type'} where JSON belongs"]
    try:
        return problems_of(document, schema, loads(body))
    except NotJsonError as error:
        return [f"not JSON: {error}"]


def _is_binary(operation: Operation, status: int, media_type: str) -> bool:
    """Whether the API gives this answer that is not JSON: a file, speech, a transcript as plain text."""
    if status != 200 or media_type in (JSON, STREAM):
        return False
    if operation.answer(status, "application/octet-stream") is not None or operation.path.endswith(
        "/content"
    ):
        return True
    return media_type == "text/plain" and operation.path in ("/audio/transcriptions", "/audio/translations")
