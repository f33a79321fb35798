"""One web process: event streams to a small async app, everything else to Django's WSGI application.

An event stream holds neither a thread nor a database connection, so thousands can stay open while
pages are served at WSGI's speed. Practice answers slowly on purpose, so it has threads of its own
and can never keep a page waiting. So have the probes, which no page can keep waiting.
"""

import asyncio
import os
from typing import Any

from a2wsgi.asgi_typing import Receive, Scope, Send
from django.core.wsgi import get_wsgi_application

from config.policies import with_policies
from config.supervisor.children import die_with_parent
from config.threads import Threaded

# Seconds for the next piece of a body to come: a thread waits for it.
SILENCE = 60.0

if "WORKROOM_SUPERVISED" in os.environ:
    die_with_parent(os.getppid())  # the web server's first process dies with the supervisor, we with it
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django: Any = get_wsgi_application()  # each side has WSGI types of its own

# These need the settings that get_wsgi_application() loads.
from operations.views import PROBES  # noqa: E402
from runs.live import live  # noqa: E402

pages, practice, probes = Threaded(django, 32, few=3), Threaded(django, 32), Threaded(django, 4)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one connection of the web server (ASGI 3)."""

    async def received() -> Any:
        # granian's own receive() is no coroutine, as a thread needs it to wait for one.
        async with asyncio.timeout(SILENCE):
            message = await receive()
        if message["type"] == "http.disconnect":
            # Without an error, what had come so far would pass for the whole.
            raise ConnectionResetError("whoever sent this is gone")
        return message

    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith("/live/"):
        await live(scope, receive, with_policies(send))
    elif scope["path"].startswith("/practice/"):
        await practice(scope, received, send)
    elif scope["path"].removeprefix("/") in PROBES:
        await probes(scope, received, send)
    else:
        await pages(scope, received, send)


async def lifespan(receive: Receive, send: Send) -> None:
    while (await receive())["type"] != "lifespan.shutdown":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})
