"""Comparing runs in a browser: choosing them, reading what differs, and the slider over two pictures."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from connections.models import Connection
from people.models import User
from runs.models import Output, Run
from tests.browser.conftest import Open, faults, overflows
from tests.browser.test_gallery import SHIFTS
from tests.catalog.pictures import picture
from tests.runs.pages import a_connection, a_file, a_run, answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EARLY, LATE = "The harbour wakes early, and so do the gulls.", "The harbour wakes late, and so do the cats."


@pytest.fixture
def line(transactional_db: None) -> Connection:
    return a_connection()


@pytest.fixture
def versions(alice: User, line: Connection) -> list[Run]:
    first = answered(a_run(alice, line, "A town"), Output(kind="text", text=EARLY))
    second = a_run(alice, line, "A town", parent=first, values={**first.values, "temperature": 0.9})
    return [first, answered(second, Output(kind="text", text=LATE))]


def drawn(alice: User, line: Connection) -> list[Run]:
    content = picture("cat.png", (600, 400)).read()
    files = [a_file(content, f"{number}.png", "image/png", "image") for number in range(2)]
    return [answered(a_run(alice, line, headline="A cat"), file) for file in files]


def address(runs: list[Run]) -> str:
    return "/compare/?" + "&".join(f"run={run.key}" for run in runs)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_run_is_compared_with_its_other_version(
    visit: Open, alice: User, versions: list[Run], scripts: bool
) -> None:
    page = visit(versions[1].get_absolute_url(), alice, java_script_enabled=scripts)
    page.get_by_role("link", name="Compare with…").click()
    page.get_by_role("group", name="Its other versions").get_by_role("checkbox").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("row", name=re.compile("Temperature Differs 0.5 0.9"))).to_be_visible()
    expect(page.locator("del")).to_contain_text(["early", "gulls"])
    expect(page.locator("ins")).to_contain_text(["late", "cats"])
    page.get_by_role("checkbox", name="Mark the differences").uncheck()
    expect(page.locator("del").first).to_be_hidden()


def test_the_slider_goes_by_keyboard(visit: Open, alice: User, line: Connection) -> None:
    page = visit(address(drawn(alice, line)), alice)
    hand = page.get_by_role("slider", name="How much is seen of picture A")
    hand.press("End")
    assert hand.input_value() == "100"
    upper: Any = page.locator(".slider-pictures img").first
    assert upper.evaluate("image => getComputedStyle(image).clipPath") == "inset(0px 0% 0px 0px)"
    hand.press("Home")
    assert upper.evaluate("image => getComputedStyle(image).clipPath") == "inset(0px 100% 0px 0px)"


def test_the_slider_is_as_wide_as_its_pictures(visit: Open, alice: User, line: Connection) -> None:
    page = visit(address(drawn(alice, line)), alice)
    stage, hand, *pictures = (
        found.bounding_box()
        for found in (
            page.locator(".slider-pictures"),
            page.get_by_role("slider", name="How much is seen of picture A"),
            *page.locator(".slider-pictures img").all(),
        )
    )
    assert stage
    assert hand
    assert len(pictures) == 2
    for box in (hand, *pictures):
        assert box
        assert abs(box["width"] - stage["width"]) <= 2


def test_without_a_script_two_pictures_stand_side_by_side(visit: Open, alice: User, line: Connection) -> None:
    page = visit(address(drawn(alice, line)), alice, java_script_enabled=False)
    expect(page.locator(".slider")).to_be_hidden()
    first, second = (page.locator("img.shown").nth(number).bounding_box() for number in range(2))
    assert first
    assert second
    assert first["x"] + first["width"] < second["x"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_pages_fit_and_read(
    visit: Open, alice: User, line: Connection, versions: list[Run], width: int, scheme: str
) -> None:
    window = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = visit(address(drawn(alice, line)), alice, reduced_motion="reduce", **window)
    assert page.evaluate(SHIFTS) < 0.1
    for runs in (drawn(alice, line), versions, versions[:1], [*versions, *versions, *drawn(alice, line)]):
        page.goto(address(runs))
        assert faults(page) == []
        assert not overflows(page)
