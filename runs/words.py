"""Words on their way to the pages: the first at once, then as many at a time as come within a moment."""

import threading
import time
from uuid import UUID

from runs import events

MOMENT = 0.05
PATIENCE = 1.0  # between tries while the broker cannot be reached


class Words:
    """The words of one attempt. Those that cannot be published now go out with the next."""

    def __init__(self, key: UUID) -> None:
        self.key = key
        self._waiting: dict[int, str] = {}
        self._not_before = 0.0
        self._lock = threading.Lock()

    def say(self, text: str, index: int = 0) -> None:
        with self._lock:
            self._waiting[index] = self._waiting.get(index, "") + text
        self.flush()

    def flush(self, *, now: bool = False) -> None:
        """Publish what waits, or have it done when the moment is over; `now` does not wait for that."""
        with self._lock:
            if not self._waiting:
                return
            if now or time.monotonic() >= self._not_before:
                self._publish()
            if self._waiting and not now:
                pacer.remind(self)

    def _publish(self) -> None:
        said = [{"index": index, "text": text} for index, text in self._waiting.items()]
        published = events.publish(self.key, "text", *said)
        if published:
            self._waiting.clear()
        self._not_before = time.monotonic() + (MOMENT if published else PATIENCE)


class Pacer:
    """One thread that flushes, a moment later, whoever asked to be reminded."""

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

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._due)
            time.sleep(MOMENT)
            with self._changed:
                due, self._due = self._due, set()
            for words in due:
                words.flush()


pacer = Pacer()
