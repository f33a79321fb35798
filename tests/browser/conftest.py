"""A real browser, signed in, that fails on any complaint of the page or of axe."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from config.data import HERE
from tests.conftest import signed_in

# Playwright's own loop runs in the thread in which the test uses the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
AXE = HERE / "node_modules/axe-core/axe.min.js"
JUDGING = """async () => {
  const rules = { "target-size": { enabled: true } };
  return (await axe.run({ rules, resultTypes: ["violations"] })).violations;
}"""
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet}


@pytest.fixture
def visit(live_server: Any, browser: Browser) -> Iterator[Open]:
    """Open an address as a person (or as nobody) in a window of its own; the keywords are the window's."""
    windows, complaints = [], []

    def complain(text: str) -> None:
        complaints.append(text)

    def visit(path: str, user: Any = None, **kwargs: Any) -> Page:
        kwargs.setdefault("viewport", {"width": 1440, "height": 900})
        window = browser.new_context(base_url=live_server.url, **kwargs)
        windows.append(window)
        if user:
            session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
            window.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
            )
        page = window.new_page()
        page.on("pageerror", lambda error: complain(str(error)))
        page.on(
            "console", lambda line: complain(line.text) if "Content Security Policy" in line.text else None
        )
        page.goto(path)
        return page

    yield visit
    for window in windows:
        window.close()
    assert complaints == []


@cache
def axe() -> str:
    """Return the script that defines it, and whose value is nothing: the browser would send all of that."""
    return f"{AXE.read_text()};null"


def faults(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    page.evaluate(axe())
    return [
        f"{fault['id']}: {node['target']} {node['html'][:120]}"
        for fault in page.evaluate(JUDGING)
        for node in fault["nodes"]
    ]


def overflows(page: Page) -> bool:
    """Whether the page must be scrolled sideways."""
    wider: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wider
