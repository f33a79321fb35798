"""Every address there is, taken from the URLconf alone: its path, and what it declares."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import get_resolver

from people.access import Access, access_of
from people.checks import addresses

# An argument of a route (`<uuid:key>`), or of a regular expression (`(?P<key>[0-9a-f]+)`).
ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
NOT_THERE = {"int": "987654321", "uuid": "00000000-0000-4000-8000-000000000000"}


@dataclass(frozen=True)
class Address:
    """One address. An argument is known by the path up to it: `/runs/<uuid:key>` is a run's key."""

    route: str
    access: Access | None

    def __str__(self) -> str:
        return f"/{self.route}"

    @property
    def arguments(self) -> list[str]:
        return [f"/{self.route[: found.end()]}" for found in ARGUMENT.finditer(self.route)]

    def path_with(self, values: Mapping[str, str]) -> str:
        """Return the path with these values for its arguments; for the others, with what is not there."""
        path, end = "/", 0
        for argument, match in zip(self.arguments, ARGUMENT.finditer(self.route), strict=True):
            value = values.get(argument, NOT_THERE.get(match[1] or "", "not-there"))
            path, end = f"{path}{self.route[end : match.start()]}{value}", match.end()
        return path + self.route[end:]


def every_address() -> list[Address]:
    found = addresses(get_resolver().url_patterns)
    return [Address(re.sub(r"[\^$]|\\Z", "", route), access_of(pattern.callback)) for route, pattern in found]
