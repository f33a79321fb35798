"""From a picture to its edit in a browser, with and without JavaScript."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from people.models import User
from runs.models import Run
from tests.browser.conftest import Open, faults, overflows
from tests.catalog.pictures import picture
from tests.runs.pages import a_connection, a_file, a_run, answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def drawn(alice: User) -> Run:
    line = a_connection()
    run = a_run(alice, line, headline="A cat", action="generate-an-image", values={"prompt": "A cat"})
    return answered(run, a_file(picture("cat.png", (600, 400)).read(), "cat.png", "image/png", "image"))


@pytest.mark.parametrize("window", [{}, {"java_script_enabled": False}], ids=["script", "no script"])
def test_a_picture_is_edited_without_being_chosen_again(
    visit: Open, alice: User, drawn: Run, window: dict[str, Any]
) -> None:
    page = visit(drawn.get_absolute_url(), alice, **window)
    page.get_by_role("link", name="Edit this image").click()
    expect(page.locator("input[name=image-0-file-kept]")).to_be_checked()
    page.locator("[name=model]").fill("gpt-image-1")
    page.get_by_label("Prompt").first.fill("Give it a hat")
    page.locator("#run-button").click()
    page.wait_for_url("**/runs/**")

    chain = page.get_by_role("navigation", name="Where this comes from")
    expect(chain).to_contain_text("Picture")
    chain.get_by_role("link", name="Generate an Image").click()
    expect(page.get_by_role("navigation", name="Where this comes from")).to_contain_text("Edit an Image")


def test_variations_of_a_prompt_are_asked_for_without_javascript(
    visit: Open, alice: User, drawn: Run
) -> None:
    page = visit(drawn.get_absolute_url(), alice, java_script_enabled=False)
    page.get_by_role("link", name="Make variations of the prompt").click()
    expect(page.get_by_label("Message Content")).to_have_value(re.compile(r"Write five.*A cat$", re.DOTALL))
    page.locator("[name=model]").fill("gpt-4o")
    page.locator("#run-button").click()
    page.wait_for_url("**/runs/**")

    chain = page.get_by_role("navigation", name="Where this comes from")
    expect(chain).to_contain_text("Generate an Image")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_what_can_be_done_next_fits_and_reads(
    visit: Open, alice: User, drawn: Run, width: int, scheme: str
) -> None:
    answered(a_run(alice, a_connection("B"), parent=drawn, source=drawn.outputs.get()))
    page = visit(
        drawn.get_absolute_url(), alice, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    expect(page.get_by_role("group", name="Go on with this")).to_be_visible()
    assert faults(page) == []
    assert not overflows(page)
