"""Every page in German, from right to left, enlarged and narrow: nothing is hidden, and axe finds nothing."""

from typing import Any, Literal

import pytest
from django.test import Client
from playwright.sync_api import Page, ViewportSize, expect

from people.models import User
from tests.browser.conftest import Open, faults, overflows
from tests.browser.walk import pages_of, the_owner
from tests.security.house import House, furnished

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Look = tuple[ViewportSize, Literal["dark", "light"]]
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1440, "height": 900}
# What 1440 pixels are when a page is enlarged to 200 %, and 1280 at 400 % (WCAG 1.4.10).
ENLARGED: ViewportSize = {"width": 720, "height": 450}
NARROWEST: ViewportSize = {"width": 320, "height": 256}


@pytest.fixture
def house(transactional_db: None) -> House:
    return furnished()


@pytest.fixture
def arabic(settings: Any) -> str:
    """A language that is read from the right. Its words are English: it has no catalog of ours."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]
    return "ar"


def speaking(house: House, language: str) -> User:
    owner = the_owner(house)
    owner.language = language
    owner.save()
    return owner


def opened(page: Page, address: str) -> None:
    """Open an address, and all that is folded on its page."""
    page.goto(address)
    for more in page.locator("details:not([open]) > summary").all():
        if more.is_visible():
            more.click()


def wrong(page: Page, address: str, looks: list[Look], *, judge: bool = False) -> list[str]:
    """Return what is wrong with a page in each look: that it must be scrolled sideways, and what axe finds.

    Each look has a load of its own: while colours change in a page that is open, axe sees some between both.
    """
    found = []
    for size, colours in looks:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        opened(page, address)
        said = f"{address} {size['width']} wide"
        found += [f"{said}: it must be scrolled sideways"] if overflows(page) else []
        found += [f"{said}: {fault}" for fault in faults(page)] if judge else []
    return found


def test_every_page_is_accessible_and_fits_in_german(visit: Open, house: House) -> None:
    owner = speaking(house, "de")
    every = list(pages_of(house, "owner"))
    page = visit("/", owner)
    expect(page.locator("html")).to_have_attribute("lang", "de")
    looks: list[Look] = [(PHONE, "dark"), (ENLARGED, "light")]
    assert [fault for address in every for fault in wrong(page, address, looks, judge=True)] == []


def test_every_page_fits_the_narrowest_window_in_spanish(visit: Open, house: House) -> None:
    owner = speaking(house, "es")
    every = list(pages_of(house, "owner"))
    page = visit("/", owner)
    assert [fault for address in every for fault in wrong(page, address, [(NARROWEST, "light")])] == []


def test_every_page_fits_from_right_to_left(visit: Open, house: House, arabic: str) -> None:
    owner = speaking(house, arabic)
    every = list(pages_of(house, "owner"))
    page = visit("/", owner)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    looks: list[Look] = [(PHONE, "light"), (DESK, "light")]
    assert [fault for address in every for fault in wrong(page, address, looks)] == []


def test_from_right_to_left_the_navigation_stands_at_the_right(
    visit: Open, house: House, arabic: str
) -> None:
    page = visit("/", speaking(house, arabic), viewport=DESK)
    navigation, main = page.locator("#navigation").bounding_box(), page.locator("#main").bounding_box()
    assert navigation
    assert main
    assert navigation["x"] >= main["x"] + main["width"] - 1
    assert navigation["x"] + navigation["width"] == DESK["width"]


def test_a_language_is_chosen_before_signing_in_and_after(visit: Open, alice: User, carol: User) -> None:
    page = visit("/sign-in/")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    page.context.clear_cookies()
    page = visit("/account/", alice)
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_role("heading", name="Su cuenta")).to_be_visible()
    expect(page.get_by_role("button", name="Español")).to_have_attribute("aria-pressed", "true")


def test_scripts_speak_the_language_of_the_page(visit: Open, house: House) -> None:
    page = visit("/actions/create-a-transcription/", speaking(house, "de"))
    page.locator("input[type=file]").first.set_input_files(
        {"name": "leer.mp3", "mimeType": "audio/mpeg", "buffer": b""}
    )
    expect(page.get_by_text("„leer.mp3“ ist leer. Wählen Sie eine andere Datei.")).to_be_visible()


def test_times_and_numbers_are_written_as_the_language_writes_them(house: House) -> None:
    client = Client()
    client.force_login(speaking(house, "de"))
    page = client.get(f"/runs/{house.things['/runs/<uuid:key>']}/").content.decode()
    assert "Uhr" in page or "202" in page
    form = client.get("/actions/generate-an-image/").content.decode()
    assert "32.000 Zeichen" in form
