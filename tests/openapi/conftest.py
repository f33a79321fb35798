"""What the tests of the judge share with every other test that speaks to a server."""

from tests.openapi.fixtures import upstream

__all__ = ["upstream"]
