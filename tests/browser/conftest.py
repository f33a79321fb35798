"""A real browser, signed in, that fails on any complaint of the page or of axe."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from config.data import HERE
from tests.browser import serving, slowly
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
# A page that is being left says so at once, long before the next one comes.
LEAVING = """
  addEventListener("submit", (event) => {
    window.leaving = !event.defaultPrevented && event.target.method !== "dialog";
  });
  navigation.addEventListener("navigate", (event) => {
    if (!event.destination.sameDocument && event.downloadRequest === null) window.leaving = true;
  });
"""
LOADED = "() => document.readyState === 'complete' && !window.leaving"
QUIET = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')"
PATIENCE = 120_000 if slowly.WANTED else 30_000  # milliseconds; nothing waits longer than it has to
Open = Callable[..., Page]

expect.set_options(timeout=PATIENCE)


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
def windows(live_server: Any, browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open windows, which are closed in the end; the next test begins when they ask for nothing any more."""
    serving.watch(live_server)
    opened = []

    def window(**kwargs: Any) -> BrowserContext:
        opened.append(browser.new_context(base_url=live_server.url, **kwargs))
        opened[-1].set_default_timeout(PATIENCE)
        return opened[-1]

    yield window
    for each in opened:
        each.close()
    serving.wait_until_idle()


@pytest.fixture
def visit(
    live_server: Any, windows: Callable[..., BrowserContext], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    """Open an address as a person (or as nobody) in a window of its own; the keywords are the window's."""
    complaints = []
    if slowly.WANTED:
        slowly.press_and_go_on(monkeypatch)

    def complain(text: str) -> None:
        complaints.append(text)

    def visit(path: str, user: Any = None, **kwargs: Any) -> Page:
        kwargs.setdefault("viewport", {"width": 1440, "height": 900})
        window = windows(**kwargs)
        window.add_init_script(LEAVING)
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
        if slowly.WANTED:
            slowly.slow_down_page(page)
        page.goto(path)
        return page

    yield visit
    assert complaints == []


@cache
def axe() -> str:
    """Return the script that defines it, and whose value is nothing: the browser would send all of that."""
    return f"{AXE.read_text()};null"


def settled(page: Page, *, under_way: bool = False) -> Page:
    """Return the page once it has come, its scripts have run, and nothing is asked of the server.

    For what is read, judged or pressed right after a press that leads on. With `under_way` a request may be.
    """
    page.wait_for_load_state()  # without scripts, the page is asked once alone and not again
    page.wait_for_function(LOADED)
    if not under_way:
        page.wait_for_function(QUIET)
    return page


def faults(page: Page, *, under_way: bool = False) -> list[str]:
    """What axe finds wrong with the page as it stands, once it has settled."""
    settled(page, under_way=under_way).evaluate(axe())
    return [
        f"{fault['id']}: {node['target']} {node['html'][:120]}"
        for fault in page.evaluate(JUDGING)
        for node in fault["nodes"]
    ]


def overflows(page: Page) -> bool:
    """Whether the page must be scrolled sideways, once it has settled."""
    wider: bool = settled(page).evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wider


def looks_right(page: Page) -> None:
    """Hold that axe finds nothing and that nothing has to be scrolled sideways, once the page has settled."""
    assert faults(page) == [], page.url
    assert not overflows(page), page.url
