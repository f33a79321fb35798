"""Finding a run again, as one types and without a script."""

import pytest
from playwright.sync_api import expect

from connections.models import Connection
from people.models import User
from runs.models import Output
from tests.browser.conftest import Open, faults, overflows
from tests.browser.test_pages import LOOKS, line
from tests.runs.pages import a_run, answered

__all__ = ["line"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def boats(line: Connection, carol: User) -> None:
    answered(a_run(carol, line, "When do we leave?"), Output(kind="text", text="As the tide comes in."))
    a_run(carol, line, "Something else")


def test_a_search_marks_what_it_finds_as_one_types(visit: Open, boats: None, carol: User) -> None:
    page = visit("/runs/", carol)
    page.get_by_label("Words").press_sequentially('"the tide"')
    expect(page.locator(".run-row")).to_have_count(1)
    expect(page.locator("mark")).to_have_text("the tide")
    page.get_by_text("More filters").click()
    page.get_by_label("To", exact=True).fill("2020-01-01")
    expect(page.get_by_text("Nothing here matches")).to_be_visible()
    assert "until=2020-01-01" in page.url


def test_a_search_needs_no_script(visit: Open, boats: None, carol: User) -> None:
    page = visit("/runs/", carol, java_script_enabled=False)
    page.get_by_label("Words").fill("tide -else")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("mark")).to_have_text("tide")
    page.get_by_text("More filters").click()
    page.get_by_label("With", exact=True).select_option("An image")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Nothing here matches")).to_be_visible()


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS)
def test_what_was_found_is_well_to_read(
    visit: Open, boats: None, carol: User, viewport: dict[str, int], scheme: str
) -> None:
    page = visit("/runs/?q=tide*&since=2020-01-01", carol, viewport=viewport, color_scheme=scheme)
    expect(page.locator("mark")).to_be_visible()
    assert faults(page) == []
    assert not overflows(page)
