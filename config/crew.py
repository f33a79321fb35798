"""Threads of which few are at work at a time, where many would only get into each other's way.

One thread has the interpreter. Each that waits for it takes it away from the one that has it, and from the
event loop: with 50 people who sent forms at once, that was a fifth of the web process's time. Three are
enough for one to run while others wait for the disk. Whoever takes long waits for something else (a browser,
another server) and is in nobody's way: then there are more.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from typing import Any

LONG = 0.1  # seconds


class Crew:
    """`few` threads, and up to `most` while some of them take long."""

    def __init__(self, few: int, most: int) -> None:
        self._few, self._most = few, most
        self._pool = ThreadPoolExecutor(most, thread_name_prefix="WSGI")
        self._changing = threading.Lock()
        self._waiting: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._working: dict[int, float] = {}  # since when each thread does what it does
        self._numbers = count()
        self._looks_again = False

    async def run(self, call: Callable[[], Any]) -> Any:
        """Return what a call returns in a thread, when its turn has come. Raises what it raises."""
        done: Future[Any] = Future()
        self._waiting.append((done, call))
        self._look()
        return await asyncio.wrap_future(done)

    def _look(self) -> None:
        """Put one more thread to work if there may be one, and look again while somebody waits."""
        with self._changing:
            if self._waiting and self._room():
                self._working[number := next(self._numbers)] = time.monotonic()
                self._pool.submit(self._work, number)
        if self._waiting and not self._looks_again:
            self._looks_again = True
            asyncio.get_running_loop().call_later(LONG, self._look_again)

    def _look_again(self) -> None:
        self._looks_again = False
        self._look()

    def _room(self) -> bool:
        recently = time.monotonic() - LONG
        quick = sum(since > recently for since in self._working.values())
        return quick < self._few and len(self._working) < self._most

    def _work(self, number: int) -> None:
        while found := self._next(number):
            done, call = found
            if not done.set_running_or_notify_cancel():
                continue
            try:
                done.set_result(call())
            except BaseException as error:
                done.set_exception(error)

    def _next(self, number: int) -> tuple[Future[Any], Callable[[], Any]] | None:
        """Return what this thread is to do next; None if nothing waits, or others are enough for it."""
        with self._changing:
            del self._working[number]
            if not self._waiting or not self._room():
                return None
            self._working[number] = time.monotonic()
            return self._waiting.popleft()
