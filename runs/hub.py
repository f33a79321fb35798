"""What the readers of one event loop wait for: news of runs, over a few lines to the broker for all of them.

A worker says which streams have something new (`events.CHANNEL`), which only wakes: these streams are then
read in one go, once for all who wait at the same place. What nobody said is found too, a moment later.
"""

import asyncio
import time
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from runs.events import CHANNEL

MOST_LINES = 8
BREATH = 0.005  # seconds between two looks: what comes meanwhile is read together
DOUBT = 2.0  # seconds after which one looks without having been told
KEEP_ALIVE = 15.0
MOST_KEPT_ALIVE = 256  # at a time, so that words need not wait for all of them

Events = list[tuple[bytes, dict[bytes, bytes]]]
News = asyncio.Future[Events | None]


class Hub:
    def __init__(self) -> None:
        pool = BlockingConnectionPool.from_url(
            settings.REDIS_URL,
            max_connections=MOST_LINES,
            timeout=20,  # seconds to wait for a line while all come back together
            socket_connect_timeout=2,
            socket_timeout=5,
            retry=Retry(NoBackoff(), 0),
        )
        self.redis = Redis.from_pool(pool)
        self._waiting: dict[str, dict[str, tuple[News, float]]] = {}
        self._due: set[str] = set()
        self._seen: dict[str, str] = {}  # of a stream of which there is no news: where it ends
        self._stirred = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def backlog(self, name: str, after: str) -> Events:
        """Return what a stream holds after an event. Raises RedisError and OSError."""
        found: Any = await self.redis.xread({name: after})
        return list(found[0][1]) if found else []

    def news(self, name: str, after: str) -> News:
        """Return what will have come in a stream after an event.

        It is empty if nothing has come for a while, and None if the broker has gone.
        """
        places = self._waiting.setdefault(name, {})
        if after not in places:
            places[after] = asyncio.get_running_loop().create_future(), time.monotonic()
            if self._seen.get(name) != after:
                self._look_at([name])
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._run())
        return places[after][0]

    async def close(self) -> None:
        task, self._task = self._task, None
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self.redis.aclose()

    async def _run(self) -> None:
        listening = asyncio.ensure_future(self._listen())
        listening.add_done_callback(self._deaf)
        try:
            await self._look(listening)
        except (RedisError, OSError):
            pass  # whoever reads is told, and comes back
        finally:
            listening.cancel()
            self._give_up()

    def _deaf(self, listening: asyncio.Future[None]) -> None:
        """Have it looked why one listens no more; an error that nobody asks for is complained about."""
        self._stirred.set()
        if not listening.cancelled():
            listening.exception()

    async def _listen(self) -> None:
        """Hear which streams have news. Raises RedisError and OSError."""
        mine = self._task
        async with self.redis.pubsub() as line:
            await line.subscribe(CHANNEL)
            while self._task is mine:  # redis-py may swallow that it is cancelled
                message = await line.get_message(timeout=DOUBT)
                if message and message["type"] == "message":
                    self._look_at(message["data"].decode().split())
                elif message:  # it begins: what was said before, nobody heard
                    self._look_at(self._waiting)

    def _look_at(self, names: Iterable[str]) -> None:
        for name in names:
            self._seen.pop(name, None)
            if name in self._waiting:
                self._due.add(name)
        if self._due:
            self._stirred.set()

    async def _look(self, listening: asyncio.Future[None]) -> None:
        """Look for news where there are some, at times everywhere. Raises RedisError and OSError."""
        mine, doubted = self._task, time.monotonic()
        while self._task is mine:
            with suppress(TimeoutError):
                async with asyncio.timeout(DOUBT):
                    await self._stirred.wait()
            if listening.done():
                listening.result()
            if (now := time.monotonic()) > doubted + DOUBT:
                doubted = now
                self._keep_alive(now)
                self._look_at(self._waiting)
            self._stirred.clear()
            await self._read()
            await asyncio.sleep(BREATH)

    async def _read(self) -> None:
        """Read what is due, and tell those who wait for it. Of each stream one place at a time."""
        names, self._due = self._due, set()
        left = [(name, after) for name in names for after in self._waiting.get(name, ())]
        while left:
            places: Any = dict(left)
            left = [(name, after) for name, after in left if places[name] != after]
            found: Any = await self.redis.xread(places)
            for name, events in found:
                self._tell(name.decode(), places[name.decode()], events)

    def _tell(self, name: str, after: str, events: Events) -> None:
        if events and name not in self._due:  # else there is more since
            self._seen[name] = events[-1][0].decode()
        places = self._waiting[name]
        places.pop(after)[0].set_result(events)
        if not places:
            del self._waiting[name]

    def _keep_alive(self, now: float) -> None:
        """Tell those who have waited for long, and forget what nobody reads any more."""
        self._seen = {name: end for name, end in self._seen.items() if name in self._waiting}
        late = (
            (name, after)
            for name, places in self._waiting.items()
            for after, (_, since) in places.items()
            if now > since + KEEP_ALIVE
        )
        for name, after in list(islice(late, MOST_KEPT_ALIVE)):
            self._tell(name, after, [])

    def _give_up(self) -> None:
        """Tell everybody that there is nothing to be heard any more."""
        for places in self._waiting.values():
            for news, _ in places.values():
                news.set_result(None)
        self._waiting.clear()


hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """Return the event loop's own; tests and web servers may have several loops in one process."""
    loop = asyncio.get_running_loop()
    if loop not in hubs:
        hubs[loop] = Hub()
    return hubs[loop]
