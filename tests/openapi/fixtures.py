"""Fixtures for tests that speak to a server."""

from collections.abc import Iterator

import pytest

from tests.openapi.upstream import Upstream


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """A recording server; `upstream.url` is a base URL, `upstream.requests` what came."""
    with Upstream() as server:
        yield server
