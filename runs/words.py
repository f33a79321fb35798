"""Words on their way to the pages: the first at once, then as many at a time as come within a moment.

One thread sends those of all runs, what is ready in one go: the threads that read have enough to do.
"""

import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from uuid import UUID

from runs import events

MOMENT = 0.05
BREATH = 0.005  # between two goes
PATIENCE = 1.0  # between tries while the broker cannot be reached


class Words:
    """The words of one attempt. Those that cannot be published now go out with the next."""

    def __init__(self, key: UUID) -> None:
        self.key = key
        self.not_before = 0.0
        self.leaving = threading.Lock()  # held while some of them are on their way: they keep their order
        self._waiting: dict[int, str] = {}
        self._lock = threading.Lock()

    def say(self, text: str, index: int = 0) -> None:
        with self._lock:
            self._waiting[index] = self._waiting.get(index, "") + text
        pacer.remind(self)

    def flush(self) -> None:
        """Publish the last ones, now; return when they are through, and what was on its way already.

        What the broker does not take is not tried again: nobody knows for how long it is away.
        """
        publish([self], last=True)
        pacer.forget(self)

    def take(self) -> dict[int, str]:
        """Return what waits, which then waits no more."""
        with self._lock:
            taken, self._waiting = self._waiting, {}
        return taken

    def put_back(self, taken: dict[int, str]) -> None:
        """Let what could not be published go before what has come since."""
        with self._lock:
            since, self._waiting = self._waiting, taken
            for index, text in since.items():
                self._waiting[index] = self._waiting.get(index, "") + text


def publish(several: Sequence[Words], *, last: bool = False) -> None:
    """Publish what waits of each, or have it wait on; what is `last` is then given up."""
    with ExitStack() as on_their_way:
        for words in several:
            on_their_way.enter_context(words.leaving)
        taken = [words.take() for words in several]
        news = [
            events.News(words.key, "text", [{"index": index, "text": text} for index, text in said.items()])
            for words, said in zip(several, taken, strict=True)
            if said
        ]
        published = not news or events.publish_all(news)
        for words, said in zip(several, taken, strict=True):
            words.not_before = time.monotonic() + (MOMENT if published else PATIENCE)
            if not (published or last):
                words.put_back(said)
                pacer.remind(words)


class Pacer:
    """One thread that publishes the words of whoever asked to be reminded, when their moment has come."""

    def __init__(self) -> None:
        self._due: set[Words] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def remind(self, words: Words) -> None:
        with self._changed:
            self._due.add(words)
            self._changed.notify()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, daemon=True, name="pacer")
                self._thread.start()

    def forget(self, words: Words) -> None:
        with self._changed:
            self._due.discard(words)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._due)
                now = time.monotonic()
                ready = [words for words in self._due if now >= words.not_before]
                self._due.difference_update(ready)
            if ready:
                publish(ready)
            time.sleep(BREATH)


pacer = Pacer()
