"""Looking through pictures and recordings in a browser: by hand, by keyboard, and without JavaScript."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from people.models import User
from runs import gallery
from tests.browser.conftest import Open, faults, overflows, settled
from tests.catalog.pictures import picture
from tests.runs.pages import MP3, a_connection, a_file, a_run, answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHIFTS = """() => new Promise((done) => new PerformanceObserver((list) => done(
    list.getEntries().reduce((sum, entry) => sum + entry.value, 0),
)).observe({ type: "layout-shift", buffered: true }) ?? setTimeout(done, 500, 0))"""


@pytest.fixture
def pictures(alice: User) -> None:
    line = a_connection()
    for number in range(6):
        content = picture("cat.png", (600, 400)).read()
        run = a_run(alice, line, headline=f"Cat {number}")
        answered(run, a_file(content, f"{number}.png", "image/png", "image"))
    answered(a_run(alice, line, headline="Good morning"), a_file(MP3, "morning.mp3", "audio/mpeg", "audio"))


def large(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    settled(page)  # its scripts are there, which the next key is for


def test_the_keyboard_leads_from_picture_to_picture_and_back(
    visit: Open, alice: User, pictures: None
) -> None:
    page = visit("/gallery/", alice)
    page.get_by_role("link", name="Cat 5").press("Enter")
    large(page, "Cat 5")
    page.keyboard.press("ArrowRight")
    large(page, "Cat 4")
    page.keyboard.press("ArrowLeft")
    large(page, "Cat 5")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("/gallery/$"))


def test_arrow_keys_lead_through_the_grid(visit: Open, alice: User, pictures: None) -> None:
    page = visit("/gallery/", alice, viewport={"width": 360, "height": 900})  # two in a row
    focused = page.locator(".gallery a:focus img")
    page.get_by_role("link", name="Cat 5").focus()
    for key, name in (
        ("ArrowRight", "Cat 4"),
        ("ArrowDown", "Cat 2"),
        ("ArrowLeft", "Cat 3"),
        ("ArrowUp", "Cat 5"),
        ("ArrowUp", "Cat 5"),
        ("End", "Cat 0"),
        ("ArrowRight", "Cat 0"),
        ("Home", "Cat 5"),
    ):
        page.keyboard.press(key)
        expect(focused).to_have_attribute("alt", name)


def test_pictures_are_narrowed_down_as_one_chooses(visit: Open, alice: User, pictures: None) -> None:
    page = visit("/gallery/", alice)
    page.get_by_label("Action").select_option("Edit an Image")
    expect(page.get_by_role("heading", name="Nothing here matches")).to_be_visible()
    expect(page).to_have_url(re.compile("action=edit-an-image"))
    page.get_by_role("link", name="Show everything").click()
    expect(page.locator(".gallery img")).to_have_count(6)


def test_older_pictures_come_as_one_scrolls(
    visit: Open, alice: User, pictures: None, monkeypatch: Any
) -> None:
    monkeypatch.setattr(gallery, "RUNS_PER_PAGE", 2)
    page = visit("/gallery/", alice)
    expect(page.locator(".gallery img")).to_have_count(6)
    expect(page.locator("#older")).to_have_count(0)


def test_all_of_it_goes_without_a_script(visit: Open, alice: User, pictures: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(gallery, "RUNS_PER_PAGE", 4)
    page = visit("/gallery/", alice, java_script_enabled=False)
    page.get_by_role("link", name="Older").click()
    page.get_by_role("link", name="Cat 1").click()
    large(page, "Cat 1")
    page.get_by_role("link", name="Next").click()
    large(page, "Cat 0")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_pages_fit_and_read(visit: Open, alice: User, pictures: None, width: int, scheme: str) -> None:
    window = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = visit("/gallery/", alice, **window)
    assert page.evaluate(SHIFTS) < 0.1
    for address in ("/gallery/", "/recordings/"):
        page.goto(address)
        assert faults(page) == []
        assert not overflows(page)
    page.goto("/gallery/")
    page.get_by_role("link", name="Cat 3").click()
    large(page, "Cat 3")
    assert faults(page) == []
    assert not overflows(page)
