"""A slow line and a slow computer for the tests with a browser: `SLOWLY=1 make test ARGS=tests/browser`.

What is right only in a quick world fails there, at every run and not once in a hundred.
"""

import os
import random
import time
from collections.abc import Callable, Iterable
from functools import partialmethod
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from playwright.sync_api import Locator, Page

WANTED = bool(os.environ.get("SLOWLY"))
ANSWERS = (0.3, 0.7)  # seconds, at random between: a later question may be answered earlier
STATIC = 1.0  # seconds, for a script or a style
TIMES = 6  # as slow as this machine is the page's


def delay(path: str) -> float:
    """Return by how many seconds the answer is late."""
    return STATIC if path.startswith("/static/") else random.uniform(*ANSWERS)


def slow_down_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the live server answer late."""
    answer: Callable[..., Iterable[bytes]] = StaticFilesHandler.__call__

    def late(self: StaticFilesHandler, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        time.sleep(delay(environ["PATH_INFO"]))
        return answer(self, environ, start_response)

    monkeypatch.setattr(StaticFilesHandler, "__call__", late)


def press_and_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a press return at once: Playwright waits for the page it leads to, but not on a busy machine."""
    for press in ("click", "press"):
        alone = partialmethod(getattr(Locator, press), no_wait_after=True)
        monkeypatch.setattr(Locator, press, alone)


def slow_down_page(page: Page) -> None:
    """Have its scripts and its drawing take several times as long."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": TIMES})
