"""A form whose fields are drawn again while somebody goes on choosing and pressing, on a slow line."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from people.models import User
from tests.browser.conftest import Open, settled
from tests.browser.held import Held
from tests.browser.test_forms import CHAT, connection
from tests.browser.test_several_files import ANALYZE, chosen, pictures
from tests.processes import wait_until

__all__ = ["connection", "pictures"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(visit: Open, alice: User) -> Page:
    return visit(CHAT, alice)


@pytest.fixture
def fields(page: Page) -> Held:
    return Held(page, "**/fields/")


def messages(page: Page) -> Locator:
    return page.get_by_label("Message Content")


def choose(page: Page) -> None:
    page.get_by_role("combobox", name="Model").fill("gpt-4o")
    page.get_by_role("combobox", name="Model").press("Tab")


def add(page: Page) -> None:
    page.get_by_role("button", name="Add message").click()


def test_a_choice_whose_answer_comes_late_takes_no_row_away(page: Page, fields: Held) -> None:
    over: list[Request] = []
    page.on("requestfinished", lambda request: over.append(request))
    page.on("requestfailed", lambda request: over.append(request))
    choose(page)
    fields.wait()
    add(page)
    fields.wait(2).continue_()
    fields.routes.pop()
    expect(messages(page)).to_have_count(2)
    fields.let_go()
    wait_until(lambda: page.evaluate("0") or len(over) == 2)
    settled(page)
    expect(messages(page)).to_have_count(2)
    expect(page.get_by_role("combobox", name="Model")).to_have_value("gpt-4o")


def test_two_quick_presses_make_two_rows(page: Page, fields: Held) -> None:
    add(page)
    fields.wait()
    add(page)
    fields.let_go()
    expect(messages(page)).to_have_count(3)


def test_a_choice_while_a_row_is_on_its_way_comes_after_it(page: Page, fields: Held) -> None:
    add(page)
    fields.wait()
    choose(page)
    with page.expect_response(lambda answer: "gpt-4o" in (answer.request.post_data or "")):
        fields.let_go(under_way=True)
    expect(messages(page)).to_have_count(2)
    expect(page.get_by_role("combobox", name="Model")).to_have_value("gpt-4o")


def test_a_press_that_fails_keeps_nothing_back(page: Page, fields: Held) -> None:
    add(page)
    fields.wait()
    choose(page)
    fields.routes.pop().abort()
    fields.wait()
    fields.let_go()
    add(page)
    expect(messages(page)).to_have_count(2)


def test_files_wait_for_their_rows_whatever_else_is_drawn_meanwhile(
    visit: Open, alice: User, pictures: list[Path]
) -> None:
    page = visit(ANALYZE, alice)
    fields = Held(page, "**/fields/")
    page.locator("[name=images-0-file]").set_input_files(pictures[:3])
    fields.wait()
    page.evaluate("htmx.swap('#uploading', '', { swapStyle: 'beforeend' })")
    fields.let_go()
    expect(chosen(page)).to_have_count(3)
