"""Presses that come before the page's scripts, or twice: on a slow line, or by a quick hand."""

import pytest
from playwright.sync_api import expect

from people.models import User
from tests.browser.conftest import Open
from tests.browser.held import Held
from tests.browser.test_signing_in import device

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_press_before_its_script_is_there_is_not_lost(visit: Open, alice: User) -> None:
    page = visit("/account/", alice)
    device(page)
    script = Held(page, "**/passkeys.js")
    page.goto("/account/passkeys/add/", wait_until="commit")
    page.get_by_role("button", name="Add a passkey").click()
    script.let_go()
    expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    assert alice.passkeys.count() == 1


def test_a_button_of_a_script_alone_is_pressed_when_the_scripts_are_there(visit: Open, alice: User) -> None:
    page = visit("/account/", alice)
    script = Held(page, "**/shell.js")
    page.goto("/account/", wait_until="commit")
    page.locator(".account-button").click()
    dark = page.get_by_role("button", name="Dark", exact=True)
    dark.click()
    expect(dark).to_have_attribute("aria-pressed", "false")
    script.let_go()
    expect(dark).to_have_attribute("aria-pressed", "true")


def test_a_passkey_is_asked_for_once_however_often_one_presses(visit: Open, alice: User) -> None:
    page = visit("/account/passkeys/add/", alice)
    device(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "task" in request.url else None)
    page.get_by_role("button", name="Add a passkey").dblclick()
    expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    assert len(asked) == 1
