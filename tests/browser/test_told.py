"""What a person hears while they are elsewhere: in the page, in the tab, and by the browser itself."""

import re

import pytest
from playwright.sync_api import expect

from connections.models import Connection
from people.models import User
from runs.models import Run
from tests.browser.conftest import Open, faults, overflows
from tests.processes import wait_until
from tests.runs.pages import a_connection, a_run, answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A page out of sight, as the browser says it of a tab behind another; Chromium without a screen never does.
HIDDEN = """() => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
# The browser's own notifications, to be read instead of seen.
HEARD = """
  window.heard = [];
  window.Notification = class extends EventTarget {
    static permission = "granted";
    static requestPermission() { return Promise.resolve("granted"); }
    constructor(title) { super(); window.heard.push(title); }
  };
"""


@pytest.fixture
def line(transactional_db: None) -> Connection:
    return a_connection()


@pytest.fixture
def run(alice: User, line: Connection) -> Run:
    return a_run(alice, line, "Why is the sky blue?")


def test_the_end_of_a_run_is_told_on_another_page_without_a_reload(
    visit: Open, alice: User, run: Run
) -> None:
    page = visit("/account/", alice, viewport={"width": 360, "height": 740})
    expect(page).to_have_title("(1) Your account · Workroom")
    answered(run)
    expect(page.locator(".told-notice")).to_contain_text("Why is the sky blue?")
    expect(page).to_have_title("Your account · Workroom")
    assert faults(page) == []
    assert not overflows(page)

    page.get_by_role("button", name="Dismiss this message").click()
    expect(page.locator(".told-notice")).to_have_count(0)


def test_a_notice_leads_to_the_run(visit: Open, alice: User, run: Run) -> None:
    page = visit("/account/", alice)
    answered(run)
    page.get_by_role("link", name="See what came of it").click()
    page.wait_for_url(f"**{run.get_absolute_url()}")
    expect(page.locator(".told-notice")).to_have_count(0)


def test_the_icon_shows_that_something_is_under_way(visit: Open, alice: User, run: Run) -> None:
    page = visit("/account/", alice)
    icon = page.locator("link[rel=icon]")
    expect(icon).to_have_attribute("href", re.compile("workroom-busy"))
    answered(run)
    expect(icon).to_have_attribute("href", re.compile(r"workroom\."))


def test_the_page_of_the_run_tells_it_by_itself_and_its_title_is_its_own(
    visit: Open, alice: User, run: Run
) -> None:
    page = visit(run.get_absolute_url(), alice)
    expect(page).to_have_title("(1) Waiting: Why is the sky blue? · Workroom")
    answered(run)
    expect(page).to_have_title("Finished: Why is the sky blue? · Workroom")
    page.goto("/account/")
    expect(page.locator(".told-notice")).to_have_count(0)


def test_while_nothing_is_under_way_nothing_is_asked(visit: Open, alice: User) -> None:
    page = visit("/sign-in/", alice)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/notices/" in request.url else None)
    page.clock.install()
    page.goto("/account/")
    page.clock.run_for(120_000)
    with page.expect_response("**/notices/"):  # the one question that shows that it can
        page.evaluate("document.dispatchEvent(new Event('run-over'))")
    assert len(asked) == 1


def test_a_page_out_of_sight_tells_it_by_the_browser_and_only_one_does(
    visit: Open, alice: User, run: Run
) -> None:
    page = visit("/account/", alice)
    other = page.context.new_page()
    for each in (page, other):
        each.add_init_script(HEARD)
        each.goto("/account/")
        each.evaluate(HIDDEN)
    other.wait_for_function("navigator.locks.query().then(({held}) => held.length === 0)")
    answered(run)
    for each in (page, other):
        each.evaluate("document.dispatchEvent(new Event('run-over'))")
        expect(each).to_have_title("Your account · Workroom")
    heard = wait_until(lambda: page.evaluate("heard") + other.evaluate("heard"))
    assert heard == ["Finished: Create a Completion"]


def test_a_page_out_of_sight_leaves_it_to_the_one_that_is_looked_at(
    visit: Open, alice: User, run: Run
) -> None:
    page = visit("/account/", alice)
    other = page.context.new_page()
    other.add_init_script(HEARD)
    other.goto("/account/")
    other.evaluate(HIDDEN)
    page.wait_for_function("navigator.locks.query().then(({held}) => held.length === 1)")
    answered(run)
    other.evaluate("document.dispatchEvent(new Event('run-over'))")
    expect(other).to_have_title("Your account · Workroom")
    expect(page.locator(".told-notice")).to_be_visible()
    assert other.evaluate("heard") == []


def test_the_browser_speaks_only_if_it_was_asked_to(visit: Open, alice: User) -> None:
    page = visit("/sign-in/", alice)
    page.add_init_script(HEARD.replace('"granted";', '"default";', 1))
    page.goto("/account/")
    page.evaluate("Notification.requestPermission = async () => (Notification.permission = 'granted')")
    expect(page.get_by_text("It does not.")).to_be_visible()
    page.get_by_role("button", name="Let this browser tell me").click()
    page.get_by_role("button", name="Try it").click()
    assert page.evaluate("heard") == ["This is how Workroom tells you."]
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Let this browser tell me")).to_be_focused()
    assert faults(page) == []


def test_a_notice_that_cannot_be_fetched_is_no_news(visit: Open, alice: User, run: Run) -> None:
    page = visit("/account/", alice)
    page.route("**/notices/*", lambda route: route.abort())
    page.route("**/notices/", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.evaluate("document.dispatchEvent(new Event('run-over'))")
    expect(page.locator("#messages .message")).to_have_count(0)


def test_without_scripts_the_next_page_tells_it(visit: Open, alice: User, run: Run) -> None:
    answered(run)
    page = visit("/account/", alice, java_script_enabled=False)
    expect(page.get_by_role("link", name="See what came of it")).to_be_visible()
