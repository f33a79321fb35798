"""The list of what is newer than the document is true, and holds nothing that the document has learnt."""

from __future__ import annotations

import inspect
from functools import cache
from importlib import import_module
from typing import Any

import pytest

from tests.openapi import newer
from tests.openapi.document import Document, published


@cache
def as_published() -> dict[str, Any]:
    return published()


@cache
def unamended() -> Document:
    return Document(as_published())


def sdk_source(module: str) -> str:
    return inspect.getsource(import_module(f"openai.types.{module}"))


@pytest.mark.parametrize("added", list(newer.properties()), ids=lambda added: f"{added.schema}.{added.name}")
def test_an_added_property_is_in_the_official_package(added: newer.Property) -> None:
    assert f"    {added.name}: " in sdk_source(added.source)


@pytest.mark.parametrize("added", list(newer.properties()), ids=lambda added: f"{added.schema}.{added.name}")
def test_an_added_property_is_not_yet_in_the_document(added: newer.Property) -> None:
    document = unamended()
    homes = [document.schemas[added.schema]]
    if added.inside:
        homes = [dict(home) for home in document.property_schemas(homes[0], added.inside)]
    assert homes
    assert not any(document.property_schemas(home, added.name) for home in homes)


@pytest.mark.parametrize("more", list(newer.values()), ids=lambda more: f"{more.schema}.{more.name}")
def test_an_added_value_is_in_the_official_package(more: newer.Values) -> None:
    assert [value for value in more.values if f'"{value}"' not in sdk_source(more.source)] == []


@pytest.mark.parametrize("more", list(newer.values()), ids=lambda more: f"{more.schema}.{more.name}")
def test_an_added_value_is_not_yet_in_the_document(more: newer.Values) -> None:
    known = newer.allowed_values(as_published()["components"]["schemas"], more)
    assert not set(more.values) & set(known)
