"""A slow line and a slow computer for the tests with a browser: `SLOWLY=1 make test ARGS=tests/browser`.

What is right only in a quick world fails there, at every run and not once in a hundred.
"""

import os
import random
from functools import partialmethod

import pytest
from playwright.sync_api import Locator, Page

WANTED = bool(os.environ.get("SLOWLY"))
ANSWERS = (0.3, 0.7)  # seconds, at random between: a later question may be answered earlier
STATIC = 1.0  # seconds, for a script or a style
TIMES = 6  # as slow as this machine is the page's


def delay(path: str) -> float:
    """Return by how many seconds the answer is late."""
    return STATIC if path.startswith("/static/") else random.uniform(*ANSWERS)


def press_and_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a press return at once: Playwright waits for the page it leads to, but not on a busy machine."""
    for press in ("click", "press"):
        alone = partialmethod(getattr(Locator, press), no_wait_after=True)
        monkeypatch.setattr(Locator, press, alone)


def slow_down_page(page: Page) -> None:
    """Have its scripts and its drawing take several times as long."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": TIMES})
