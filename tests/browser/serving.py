"""The live server of the tests with a browser: it knows what it is still at work on, and can answer late."""

import time
from threading import Lock
from typing import Any

from django.test.testcases import QuietWSGIRequestHandler

from tests.browser import slowly
from tests.processes import wait_until


class Tally:
    """How many requests are under way."""

    def __init__(self) -> None:
        self.number, self.lock = 0, Lock()

    def add(self, more: int) -> None:
        with self.lock:
            self.number += more


under_way = Tally()


class Handler(QuietWSGIRequestHandler):
    """Counts a request from its first line to the end of its answer."""

    counted = False

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        finally:
            if self.counted:
                self.counted = False
                under_way.add(-1)

    def parse_request(self) -> bool:
        under_way.add(1)
        self.counted = True
        parsed: bool = super().parse_request()
        if parsed and slowly.WANTED:
            time.sleep(slowly.delay(self.path))
        return parsed


def watch(live_server: Any) -> None:
    live_server.thread.httpd.RequestHandlerClass = Handler


def wait_until_idle() -> None:
    """Return once it is at work on nothing: that would meet the emptying of the database."""
    wait_until(lambda: under_way.number == 0)
