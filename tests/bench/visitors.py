"""People who use a copy as browsers do: signed in, they send forms and watch what comes of them."""

import asyncio
import re
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import get_random_string

from connections.models import Connection
from people.models import User
from tests.bench.wire import Line
from tests.conftest import signed_in
from tests.runs.pages import a_form

REDRAWN = "HX-Request: true\r\nHX-Target: run\r\n"
STATE = re.compile(r'data-run-state="(\w+)"')
LIVE = re.compile(r'data-live="([^"]*)"')
PATIENCE = 60.0  # seconds for something to happen
OVER = {"succeeded", "failed", "cancelled"}


class Refused(Exception):  # noqa: N818 - not an error of ours
    """A form was not taken in."""


class Visitor:
    """One person in one browser, which keeps its connection."""

    def __init__(self, user: User, port: int) -> None:
        self.line, self.port = Line(port), port
        session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
        self.token = get_random_string(32)
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={self.token}"
        self.headers = f"Cookie: {cookies}\r\n"

    async def ask(self, connection: Connection, text: str = "When is the tide in?") -> str:
        """Send the form of a completion; return the address of its run. Raises Refused."""
        form = a_form(connection, text, csrfmiddlewaretoken=self.token)
        headers = f"{self.headers}Content-Type: application/x-www-form-urlencoded\r\n"
        body = urlencode(form).encode()
        answer = await self.line.fetch("POST", "/actions/create-a-completion/", headers, body)
        if answer.status != 303:
            raise Refused(f"The form was not accepted: {answer.status}")
        return answer.headers["location"]

    async def page(self, path: str, headers: str = "") -> str:
        answer = await self.line.fetch("GET", path, self.headers + headers)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return answer.text

    async def see(self, run: str) -> None:
        """Look at a run as its page does, until it shows what came of it. RuntimeError if it failed."""
        page = await self.page(run)
        while (state := STATE.findall(page)[0]) not in OVER:
            await self.hear_out(LIVE.findall(page)[0])
            page = await self.page(run, REDRAWN)
        if state != "succeeded":
            raise RuntimeError(f"{run} {state}")

    async def hear_out(self, path: str) -> None:
        """Return when the events say that there is something new to see."""
        async with Line(self.port) as line, asyncio.timeout(PATIENCE):
            async for kind, _ in line.listen(path):
                if kind in ("changed", "over"):
                    return

    async def wait(self, connection: Connection) -> float:
        """Ask, and return the seconds until the result is stored and shown."""
        began = time.perf_counter()
        await self.see(await self.ask(connection))
        return time.perf_counter() - began


def people(count: int, port: int) -> list[Visitor]:
    """Return so many visitors. Who is there already signs in anew."""
    names = [f"person{number}" for number in range(count)]
    known = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    User.objects.bulk_create(User(username=name, email="") for name in names if name not in known)
    return [Visitor(user, port) for user in User.objects.filter(username__in=names)]


def connections(addresses: dict[str, str]) -> dict[str, Connection]:
    """Return a connection for each address, by the same name, made at the first time."""
    made: dict[str, Any] = {}
    for name, address in addresses.items():
        line = Connection.objects.get_or_create(name=name)[0]
        line.base_url, line.api_key = address, "sk-bench-0123456789"
        line.models_refreshed_at = timezone.now()  # no page asks for its models
        line.save()
        made[name] = line
    return made


async def all_of(visitors: list[Visitor], connection: Connection, each: int) -> None:
    """Have everybody at once ask so many times, one after the other. Who is refused goes on."""

    async def several(visitor: Visitor) -> None:
        for _ in range(each):
            with suppress(Refused):
                await visitor.ask(connection)

    await asyncio.gather(*map(several, visitors))
