"""Keeping runs in order in a browser: with a script, and without."""

from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from connections.models import Connection
from people.models import User
from runs.labelling import tag
from runs.models import Output, Run
from tests.browser.conftest import Open, faults, overflows
from tests.browser.test_pages import LOOKS, line
from tests.runs.pages import a_run, answered

__all__ = ["line"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def boats(line: Connection, carol: User) -> list[Run]:
    """Three runs that are over, of which their owner knows."""
    asked = ["When do we leave?", "Who takes the dog?", "What about the tide?"]
    runs = [answered(a_run(carol, line, text), Output(kind="text", text=f"{text} Soon.")) for text in asked]
    Run.objects.update(untold=False)
    return runs


@pytest.mark.parametrize("script", [True, False])
def test_a_run_gets_a_title_a_note_and_tags_and_is_found_by_them(
    visit: Open, boats: list[Run], carol: User, script: bool
) -> None:
    page = visit(boats[0].get_absolute_url(), carol, java_script_enabled=script)
    page.locator("#about > summary").click()
    if not script:  # the form is a page of its own
        page.get_by_role("link", name="Change").click()
    page.get_by_label("Title", exact=True).fill("Departure")
    page.get_by_label("Tags", exact=True).fill("Harbour, To do")
    page.get_by_label("Note", exact=True).fill("Ask Jo.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Departure")).to_be_visible()
    page.get_by_role("link", name="Harbour").click()
    expect(page.locator(".run-link")).to_have_text(["Departure"])
    page.goto("/runs/?q=jo")
    expect(page.locator("mark")).to_have_text("Jo")


def test_own_tags_are_suggested_for_each_of_several(visit: Open, boats: list[Run], carol: User) -> None:
    tag(carol, Run.objects.all(), ["Harbour"])
    page = visit(f"{boats[0].get_absolute_url()}about/", carol)
    page.get_by_label("Tags", exact=True).fill("To do, Har")
    expect(page.locator("#own-tags option")).to_have_attribute("value", "To do, Harbour")


@pytest.mark.parametrize("script", [True, False])
def test_a_star_is_given_in_the_list(visit: Open, boats: list[Run], carol: User, script: bool) -> None:
    page = visit("/runs/?state=succeeded", carol, java_script_enabled=script)
    star = page.get_by_role("button", name="Favourite: Who takes the dog?")
    star.press("Enter")
    expect(star).to_have_attribute("aria-pressed", "true")
    assert page.url.endswith("/runs/?state=succeeded")
    page.goto("/runs/?favourite=yes")
    expect(page.locator(".run-link")).to_have_text(["Who takes the dog?"])


@pytest.mark.parametrize("script", [True, False])
def test_what_was_deleted_is_put_back(visit: Open, boats: list[Run], carol: User, script: bool) -> None:
    page = visit(boats[1].get_absolute_url(), carol, java_script_enabled=script)
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".run-link")).to_have_text(["What about the tide?", "When do we leave?"])
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_role("heading", name="Who takes the dog?")).to_be_visible()
    assert Run.objects.kept().count() == 3


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS)
def test_what_is_said_about_a_run_is_well_to_read(
    visit: Open, boats: list[Run], carol: User, viewport: dict[str, int], scheme: str
) -> None:
    tag(carol, Run.objects.all(), ["Harbour", "To do"])
    Run.objects.filter(pk=boats[0].pk).update(favourite=True, note="Ask Jo.")
    here = boats[0].get_absolute_url()
    page = visit("/runs/", carol, viewport=viewport, color_scheme=scheme)
    for path in ("/runs/", here, f"{here}about/"):
        page.goto(path)
        if page.locator("#about").count():
            page.locator("#about > summary").click()
        assert faults(page) == [], path
        assert not overflows(page), path


def test_several_are_chosen_with_shift_and_the_keyboard(visit: Open, boats: list[Run], carol: User) -> None:
    page = visit("/runs/", carol)
    expect(page.get_by_role("form", name="Chosen runs")).to_be_hidden()
    first, last = page.get_by_label("Choose: What about the tide?"), page.get_by_label("Choose: When do we")
    first.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("1 chosen")).to_be_visible()
    last.click(modifiers=["Shift"])
    expect(page.get_by_text("3 chosen")).to_be_visible()
    expect(page.get_by_role("link", name="Select none")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # on “Tags”, where the first led
    page.get_by_label("Tags, with commas").press_sequentially("Harbour")
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 runs have these tags now: Harbour.")).to_be_visible()
    assert Run.objects.filter(tags__name="Harbour").count() == 3


def test_escape_lets_go_of_what_was_chosen(visit: Open, boats: list[Run], carol: User) -> None:
    page = visit("/runs/", carol)
    page.get_by_role("link", name="Select all shown").click()
    page.get_by_text("Tags", exact=True).click()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Tags, with commas")).to_be_hidden()
    expect(page.get_by_text("3 chosen")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("form", name="Chosen runs")).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_several_are_deleted_and_put_back(visit: Open, boats: list[Run], carol: User, script: bool) -> None:
    page = visit("/runs/", carol, java_script_enabled=script)
    page.get_by_role("link", name="Select all shown").click()
    page.get_by_label("Choose: Who takes").uncheck()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("2 runs were deleted")).to_be_visible()
    expect(page.locator(".run-link")).to_have_text(["Who takes the dog?"])
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".run-link")).to_have_count(3)


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS)
def test_what_can_be_done_with_several_is_well_to_read(
    visit: Open, boats: list[Run], carol: User, viewport: dict[str, int], scheme: str
) -> None:
    page = visit("/runs/", carol, viewport=viewport, color_scheme=scheme)
    page.get_by_role("link", name="Select all shown").click()
    for opener in page.locator(".chosen-more > summary").all():
        opener.click()
        assert faults(page) == []
        assert not overflows(page)


@pytest.mark.parametrize("script", [True, False])
def test_several_are_downloaded_as_one_archive(
    visit: Open, boats: list[Run], carol: User, script: bool
) -> None:
    page = visit("/runs/", carol, java_script_enabled=script)
    page.get_by_label("Choose: Who takes").check()
    page.get_by_text("Download", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="All files in one archive").click()
    with ZipFile(download.value.path()) as archive:
        assert archive.read("001 Who takes the dog/answer.md") == b"Who takes the dog? Soon."


@pytest.mark.parametrize("script", [True, False])
def test_two_are_compared(visit: Open, boats: list[Run], carol: User, script: bool) -> None:
    page = visit("/runs/", carol, java_script_enabled=script)
    for name in ("Who takes", "When do"):
        page.get_by_label(f"Choose: {name}").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1, name="Compare")).to_be_visible()
    assert page.url.count("run=") == 2


@pytest.mark.parametrize("script", [True, False])
def test_a_search_is_saved_and_found_beside_the_filters(
    visit: Open, boats: list[Run], carol: User, script: bool
) -> None:
    page = visit("/runs/?q=dog", carol, java_script_enabled=script)
    page.get_by_text("Save this search").click()
    page.get_by_label("Name of the search").fill("Dogs")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("“Dogs” is saved.")).to_be_visible()
    page.goto("/runs/")
    page.get_by_role("link", name="Dogs", exact=True).click()
    expect(page.locator(".run-link")).to_have_text(["Who takes the dog?"])
    assert not overflows(page)
    page.get_by_role("link", name="Rename or delete").click()
    page.get_by_role("button", name="Delete: Dogs").click()
    expect(page.get_by_text("Nothing saved yet")).to_be_visible()


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS)
def test_saved_searches_are_well_to_read(
    visit: Open, boats: list[Run], carol: User, viewport: dict[str, int], scheme: str
) -> None:
    kept = carol.saved_searches.create(name="Everything about dogs", query="q=dog")
    page = visit("/runs/?q=dog", carol, viewport=viewport, color_scheme=scheme)
    page.get_by_text("Save this search").click()
    assert faults(page) == []
    for path in ("/runs/searches/", f"/runs/searches/{kept.pk}/"):
        page.goto(path)
        assert faults(page) == [], path
        assert not overflows(page), path
