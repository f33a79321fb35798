"""Working by keyboard shortcuts in a browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from connections.models import Connection, OfferedModel
from people.models import User
from runs.models import Run
from tests.browser.conftest import Open, faults, overflows
from tests.runs.pages import a_connection, a_run, answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def line(transactional_db: None) -> Connection:
    line = a_connection()
    OfferedModel.objects.create(connection=line, model_id="gpt-4o")
    return line


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize(
    ("size", "colours"), [({"width": 360, "height": 740}, "dark"), ({"width": 1440, "height": 900}, "light")]
)
def test_a_question_mark_shows_them_and_escape_leads_back(
    visit: Open, carol: User, size: dict[str, int], colours: str
) -> None:
    page = visit("/runs/", carol, viewport=size, color_scheme=colours)
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    press(page, "?")
    expect(sheet.get_by_text("Go to the queue")).to_be_visible()
    assert faults(page) == []
    assert not overflows(page)
    press(page, "g", "h", "Escape")  # none works meanwhile
    expect(sheet).to_be_hidden()
    expect(page).to_have_url(re.compile("/runs/$"))


@pytest.mark.parametrize(
    ("keys", "path"), [("gh", "/"), ("gr", "/runs/"), ("gp", "/gallery/"), ("gq", "/queue/")]
)
def test_two_keys_lead_to_a_page(visit: Open, carol: User, keys: str, path: str) -> None:
    page = visit("/account/", carol)
    press(page, *keys)
    page.wait_for_url(f"**{path}")


def test_a_slash_searches_from_wherever_one_is(visit: Open, alice: User, line: Connection) -> None:
    answered(a_run(alice, line))
    page = visit("/account/", alice)
    press(page, "/")
    expect(page.locator("#filter-q")).to_be_focused()
    page.keyboard.type("j/?")
    expect(page.locator("#filter-q")).to_have_value("j/?")


def test_lists_are_gone_through_and_opened(visit: Open, alice: User, line: Connection) -> None:
    runs = [answered(a_run(alice, line, text)) for text in ("First", "Second")]
    page = visit("/runs/", alice)
    press(page, "j", "j", "j", "k", "j", "Enter")
    page.wait_for_url(f"**{runs[0].get_absolute_url()}")


def test_an_action_is_chosen_and_its_form_sent(visit: Open, alice: User, line: Connection) -> None:
    page = visit("/runs/", alice)
    press(page, "n", "j", "k", "Enter")
    page.wait_for_url("**/actions/create-a-completion/")
    page.get_by_label("Message Content").fill("What is a room?")
    press(page, "Control+Enter")
    page.wait_for_url("**/runs/*/")
    assert Run.objects.get().headline == "What is a room?"


def test_on_a_phone_choosing_an_action_opens_the_menu(visit: Open, alice: User) -> None:
    page = visit("/runs/", alice, viewport={"width": 360, "height": 740})
    press(page, "n")
    expect(
        page.get_by_role("link", name="Create a Completion").and_(page.locator(".nav-item"))
    ).to_be_focused()


def test_nothing_happens_while_one_types_or_holds_another_key(visit: Open, alice: User) -> None:
    page = visit("/password/", alice)
    page.get_by_label("Your present password").focus()
    page.keyboard.type("gh?")
    expect(page.get_by_label("Your present password")).to_have_value("gh?")
    page.get_by_role("button", name="Change password").focus()
    press(page, "Alt+g", "h")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.get_by_label("Your present password")).to_be_visible()


def test_whoever_has_switched_them_off_has_none(visit: Open, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(shortcuts=False)
    page = visit("/account/", alice)
    press(page, "?", "g", "h")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
