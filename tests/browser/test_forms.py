"""What the scripts add to the form of an action."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from connections.models import Connection, OfferedModel
from people.models import User
from runs.models import Output
from tests.browser.conftest import Open, faults, settled
from tests.runs.pages import a_run, answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHAT = "/actions/create-a-completion/"
TRANSCRIPTION = "/actions/create-a-transcription/"


@pytest.fixture(autouse=True)
def connection(transactional_db: None) -> Connection:
    made = Connection.objects.create(
        name="Press account", base_url="https://api.openai.com/v1", models_refreshed_at=timezone.now()
    )
    ends = {"gpt-4.1-mini": date(2027, 1, 6)}
    for model in ("gpt-5.1", "gpt-4.1-mini", "gpt-4o"):
        OfferedModel.objects.create(connection=made, model_id=model, shutdown_date=ends.get(model))
    return made


@contextmanager
def redrawn(page: Page) -> Iterator[None]:
    """Go on once what is done in here has had the fields drawn again."""
    with page.expect_response("**/fields/"):
        yield
    settled(page)


def options(page: Page) -> Any:
    return page.get_by_role("listbox").get_by_role("option")


def test_the_model_picker_shows_every_model_and_when_it_ends(visit: Open, alice: User) -> None:
    page = visit(CHAT, alice)
    page.get_by_role("combobox", name="Model").click()
    expect(options(page)).to_have_count(3)
    expect(options(page).filter(has_text="6 January 2027")).to_have_count(1)
    assert faults(page) == []


def test_the_model_picker_is_used_by_keyboard(visit: Open, alice: User) -> None:
    page = visit(CHAT, alice)
    picker = page.get_by_role("combobox", name="Model")
    picker.fill("4o")
    expect(options(page)).to_have_count(1)
    picker.press("ArrowDown")
    expect(picker).to_have_attribute("aria-activedescendant", "id_model_options_0")
    with redrawn(page):
        picker.press("Enter")
    expect(page.get_by_role("combobox", name="Model")).to_have_value("gpt-4o")
    expect(options(page)).to_have_count(0)


def test_an_open_list_stays_open_while_the_fields_are_redrawn(visit: Open, alice: User) -> None:
    page = visit(CHAT, alice)
    picker = page.get_by_role("combobox", name="Model")
    picker.fill("4.1")
    expect(options(page)).to_have_count(1)
    with redrawn(page):
        page.evaluate("htmx.trigger('#id_method', 'change')")
    expect(picker).to_be_focused()
    expect(options(page)).to_have_count(1)


def test_fields_are_redrawn_after_one_was_made_larger(visit: Open, alice: User) -> None:
    page = visit(CHAT, alice)
    page.evaluate("document.querySelector('textarea').style.height = '300px'")  # as by drawing its corner
    with redrawn(page):
        page.evaluate("htmx.trigger('#id_method', 'change')")
    expect(page.locator("textarea").first).not_to_have_attribute("style", "height: 300px;")


def test_a_model_that_stays_takes_the_place_of_one_that_ends_at_one_press(visit: Open, alice: User) -> None:
    OfferedModel.objects.filter(model_id="gpt-4.1-mini").update(shutdown_date=timezone.localdate())
    page = visit(CHAT, alice)
    picker = page.get_by_role("combobox", name="Model")
    picker.fill("gpt-4.1-mini")
    with redrawn(page):
        picker.press("Tab")
    use = page.get_by_role("button", name="Use gpt-5.1")
    expect(use).to_be_visible()
    assert faults(page) == []
    with redrawn(page):
        use.click()
    expect(picker).to_have_value("gpt-5.1")
    expect(page.get_by_text("ends today")).to_have_count(0)


def test_escape_closes_the_list_and_keeps_what_was_typed(visit: Open, alice: User) -> None:
    page = visit(CHAT, alice)
    picker = page.get_by_role("combobox", name="Model")
    picker.fill("gpt")
    picker.press("Escape")
    expect(picker).to_have_value("gpt")
    expect(picker).to_have_attribute("aria-expanded", "false")


def test_a_new_row_takes_the_focus(visit: Open, alice: User) -> None:
    page = visit(CHAT, alice)
    page.get_by_role("button", name="Add message").click()
    expect(page.locator("[name=messages-1-role]")).to_be_focused()


def test_rows_are_moved_and_removed_by_keyboard(visit: Open, alice: User) -> None:
    page = visit(CHAT, alice)
    page.locator("[name=messages-0-content]").fill("First")
    page.get_by_role("button", name="Add message").click()
    page.locator("[name=messages-1-content]").fill("Second")
    page.get_by_role("button", name="Move message 2 up").press("Enter")
    contents = page.get_by_label("Message Content")
    expect(contents.first).to_have_value("Second")
    expect(page.get_by_role("button", name="Move message 1 down")).to_be_focused()
    page.get_by_role("button", name="Remove message 1").press("Enter")
    expect(contents).to_have_count(1)
    expect(contents).to_have_value("First")
    expect(page.get_by_role("button", name="Add message")).to_be_focused()


def test_rows_are_added_without_scripts(visit: Open, alice: User) -> None:
    page = visit(CHAT, alice, java_script_enabled=False)
    page.locator("[name=messages-0-content]").fill("First")
    page.get_by_role("button", name="Add message").click()
    expect(page.get_by_label("Message Content")).to_have_count(2)
    expect(page.get_by_label("Message Content").first).to_have_value("First")


def test_further_options_stay_unfolded_while_the_fields_are_redrawn(visit: Open, alice: User) -> None:
    page = visit(CHAT, alice)
    page.get_by_text("More options").click()
    page.get_by_role("button", name="Add parameter").click()
    expect(page.locator("[name=other-0-name]")).to_be_focused()
    expect(page.locator("#more-options")).to_have_attribute("open", "")


def test_characters_are_counted_and_too_many_are_marked_not_cut(visit: Open, alice: User) -> None:
    page = visit("/actions/generate-an-image/", alice)
    page.get_by_role("combobox", name="Model").fill("dall-e-2")
    with redrawn(page):
        page.get_by_role("combobox", name="Model").press("Tab")
    counter = page.locator("[data-counter=id_prompt]")
    expect(counter).to_contain_text("of 1,000 characters")
    page.get_by_label("Prompt").fill("x" * 1003)
    expect(counter).to_have_text("3 characters too many (the limit is 1,000)")
    expect(page.get_by_label("Prompt")).to_have_value("x" * 1003)


def test_a_chosen_file_is_named_with_its_size(visit: Open, alice: User, tmp_path: Path) -> None:
    page = visit(TRANSCRIPTION, alice)
    (tmp_path / "talk.mp3").write_bytes(b"x" * 2048)
    page.locator("input[type=file]").set_input_files(tmp_path / "talk.mp3")
    expect(page.get_by_text("talk.mp3, 2.0 KB")).to_be_visible()


def test_a_file_that_is_too_large_is_said_to_be_before_it_is_sent(
    visit: Open, alice: User, tmp_path: Path
) -> None:
    page = visit(TRANSCRIPTION, alice)
    with (tmp_path / "long.mp3").open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    page.locator("input[type=file]").set_input_files(tmp_path / "long.mp3")
    expect(
        page.get_by_text("“long.mp3” is 26.0 MB. The limit is 25.0 MB: choose a smaller file.")
    ).to_be_visible()


def test_an_empty_file_is_said_to_be_empty(visit: Open, alice: User, tmp_path: Path) -> None:
    page = visit(TRANSCRIPTION, alice)
    (tmp_path / "nothing.mp3").touch()
    page.locator("input[type=file]").set_input_files(tmp_path / "nothing.mp3")
    expect(page.get_by_text("“nothing.mp3” is empty. Choose another file.")).to_be_visible()


def test_a_dropped_file_is_taken(visit: Open, alice: User) -> None:
    page = visit(TRANSCRIPTION, alice)
    dropped = page.evaluate_handle(
        """() => { const transfer = new DataTransfer();
        transfer.items.add(new File(["sound"], "dropped.mp3")); return transfer; }"""
    )
    page.dispatch_event("[data-dropzone]", "drop", {"dataTransfer": dropped})
    expect(page.get_by_text("dropped.mp3, 5 bytes")).to_be_visible()


def test_a_chosen_file_stays_while_the_fields_are_redrawn(visit: Open, alice: User, tmp_path: Path) -> None:
    page = visit(TRANSCRIPTION, alice)
    (tmp_path / "talk.mp3").write_bytes(b"x" * 2048)
    page.locator("input[type=file]").set_input_files(tmp_path / "talk.mp3")
    page.get_by_role("combobox", name="Model").fill("whisper-1")
    with redrawn(page):
        page.get_by_role("combobox", name="Model").press("Tab")
    expect(page.get_by_text("talk.mp3, 2.0 KB")).to_be_visible()


def test_a_server_that_cannot_be_reached_is_told_in_words(visit: Open, alice: User) -> None:
    page = visit(CHAT, alice)
    page.route("**/fields/", lambda route: route.abort())
    page.get_by_role("button", name="Add message").click()
    expect(page.locator("#messages")).to_contain_text("Workroom cannot be reached.")


def test_a_failure_of_the_server_is_told_in_words_until_it_works_again(visit: Open, alice: User) -> None:
    page = visit(CHAT, alice)
    page.route("**/fields/", lambda route: route.fulfill(status=500, body="no"), times=1)
    page.get_by_role("button", name="Add message").click()
    expect(page.locator("#messages")).to_contain_text("Something went wrong in Workroom.")
    page.get_by_role("button", name="Add message").click()
    expect(page.locator("#messages .message")).to_have_count(0)


def test_a_line_speaks_of_its_limit_once_it_is_near_and_takes_what_is_pasted_whole(
    visit: Open, carol: User
) -> None:
    page = visit("/assistants/add/", carol)
    counter = page.locator("[data-counter=id_name]")
    limit = int(counter.get_attribute("data-limit") or 0)
    page.get_by_label("Name").fill("x" * 10)
    expect(counter).to_be_hidden()
    page.get_by_label("Name").fill("x" * (limit - 1))
    expect(counter).to_have_text(f"{limit - 1} of {limit} characters")
    page.get_by_label("Name").fill("x" * (limit + 5))
    expect(counter).to_contain_text("5 characters too many")
    expect(page.get_by_label("Name")).to_have_value("x" * (limit + 5))


def test_a_number_beyond_its_range_is_said_while_it_is_typed_and_one_below_when_it_is_left(
    visit: Open, alice: User
) -> None:
    page = visit("/actions/generate-an-image/", alice)
    number, said = page.get_by_label("Number"), page.locator("#id_n_field .limit-note")
    number.fill("11")
    expect(said).to_have_text("10 is the most that this can be.")
    number.fill("0")
    expect(said).to_be_hidden()
    number.blur()
    expect(said).to_have_text("1 is the least that this can be.")
    number.fill("1.5")
    number.blur()
    expect(said).to_have_text("This must be a whole number.")
    number.fill("2")
    expect(said).to_be_hidden()


def test_too_short_a_passphrase_and_too_late_a_day_are_said(
    visit: Open, alice: User, connection: Connection
) -> None:
    run = answered(a_run(alice, connection), Output(kind="text", text="Yes"))
    page = visit(f"/runs/{run.key}/share/", alice)
    page.get_by_role("button", name="See it as others will").click()
    page.get_by_label("Passphrase").press_sequentially("short")
    page.get_by_label("The last day").fill("2099-01-01")
    expect(page.locator("#id_passphrase_field .limit-note")).to_have_text("This needs 8 characters or more.")
    expect(page.locator("#id_until_field .limit-note")).to_contain_text("is the most that this can be.")


def test_a_screen_reader_hears_of_a_limit_when_it_is_near_and_not_at_every_key(
    visit: Open, alice: User
) -> None:
    page = visit(CHAT, alice)
    page.goto("/assistants/add/")
    name, news = page.get_by_label("Name"), page.locator("body > [role=status]")
    name.fill("x" * 50)
    expect(news).to_be_empty()
    name.fill("x" * 95)
    expect(news).to_have_text("95 of 100 characters")
    name.fill("x" * 96)
    expect(page.locator("[data-counter=id_name]")).to_have_text("96 of 100 characters")
    name.fill("x" * 103)
    expect(news).to_have_text("3 characters too many (the limit is 100)")
