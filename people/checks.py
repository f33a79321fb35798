"""What `manage.py check` says of addresses that do not say who may open them."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from people.access import Patterns, access_of


def addresses(patterns: Patterns, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address below `patterns`: its whole route, as `runs/<uuid:key>/`, and its pattern."""
    for each in patterns:
        route = f"{before}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, route)
        else:
            yield route, each


def every_address_is_declared(**_kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"The address “/{route}” does not declare who may open it.",
            hint="Decorate its view with @access(Access.…), or include its URLconf by declared(Access.…, …).",
            obj=pattern.callback,
            id="people.E001",
        )
        for route, pattern in addresses(get_resolver().url_patterns)
        if access_of(pattern.callback) is None
    ]
