"""Answers that come when a test says so: what a slow line may do at any time, done at will."""

from collections.abc import Callable

from playwright.sync_api import Page, Route

from tests.browser.conftest import settled
from tests.processes import wait_until


class Held:
    """Keeps the answers of the addresses that a pattern fits from coming, until they are let go."""

    def __init__(self, page: Page, pattern: str | Callable[[str], bool]) -> None:
        self.page, self.holding, self.routes = page, True, list[Route]()
        page.route(pattern, self.take)

    def take(self, route: Route) -> None:
        if self.holding:
            self.routes.append(route)
        else:
            route.continue_()

    def wait(self, number: int = 1) -> Route:
        """Return the last of so many, once there are."""
        wait_until(lambda: self.page.evaluate("0") or len(self.routes) >= number)
        return self.routes[-1]

    def let_go(self, *, under_way: bool = False) -> None:
        """Let all of them come; return when the page has settled. With `under_way` others may still come."""
        self.holding = False
        while self.routes:
            self.routes.pop(0).continue_()
        settled(self.page, under_way=under_way)
