"""Several files at once: each gets a row of its own."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from connections.models import Connection, OfferedModel
from people.models import User
from runs.models import Run
from tests.browser.conftest import Open, faults
from tests.browser.test_forms import redrawn
from tests.catalog.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ANALYZE, EDIT = "/actions/analyze-images/", "/actions/edit-an-image/"


@pytest.fixture(autouse=True)
def connection(transactional_db: None) -> Connection:
    made = Connection.objects.create(
        name="Press account", base_url="https://api.openai.com/v1", models_refreshed_at=timezone.now()
    )
    for model in ("gpt-5.4-mini", "gpt-image-2", "dall-e-2"):
        OfferedModel.objects.create(connection=made, model_id=model)
    return made


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    found = [tmp_path / f"{number}.png" for number in range(1, 21)]
    for path in found:
        path.write_bytes(picture(path.name).read())
    return found


def chosen(page: Page) -> Any:
    return page.locator(".rows[data-files] .dropzone-chosen:not([hidden])")


def news(page: Page) -> Any:
    return page.locator(".rows[data-files] > .rows-news")


def hand_over(page: Page, event: str, target: str, *names: str) -> None:
    """Drop files on an element, or paste them there."""
    transfer = page.evaluate_handle(
        """names => { const transfer = new DataTransfer();
        for (const name of names) transfer.items.add(new File(["picture"], name, {type: "image/png"}));
        return transfer; }""",
        list(names),
    )
    if event == "paste":
        page.evaluate(
            """([selector, data]) => document.querySelector(selector).dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}))""",
            [target, transfer],
        )
    else:
        page.dispatch_event(target, event, {"dataTransfer": transfer})


def test_several_chosen_files_get_a_row_each(visit: Open, alice: User, pictures: list[Path]) -> None:
    page = visit(ANALYZE, alice)
    page.locator("[name=images-0-file]").set_input_files(pictures[:3])
    expect(chosen(page)).to_have_count(3)
    expect(chosen(page).nth(0)).to_contain_text("1.png")
    expect(chosen(page).nth(2)).to_contain_text("3.png")
    expect(news(page)).to_have_text("3 files were added, each in a row of its own.")
    expect(page.locator("[name=images-0-file]")).to_be_focused()
    assert faults(page) == []


def test_a_chosen_picture_is_seen_in_its_row_and_a_kept_one_too(
    visit: Open, alice: User, pictures: list[Path]
) -> None:
    page = visit(EDIT, alice)
    page.locator("[name=image-0-file]").set_input_files(pictures[0])
    seen = page.locator(".dropzone-chosen img")
    expect(seen).to_be_visible()
    assert seen.evaluate("image => image.decode().then(() => image.naturalWidth)") == 8
    page = visit(EDIT, alice, java_script_enabled=False)
    page.locator("[name=image-0-file]").set_input_files(pictures[0])
    page.get_by_role("button", name="Add image").click()
    kept = page.locator(".kept img")
    expect(kept).to_be_visible()
    assert page.request.get(str(kept.get_attribute("src"))).headers["content-type"] == "image/webp"


def test_all_of_them_are_sent(visit: Open, alice: User, pictures: list[Path]) -> None:
    page = visit(EDIT, alice)
    page.locator("[name=image-0-file]").set_input_files(pictures[:3])
    expect(chosen(page)).to_have_count(3)
    page.get_by_label("Prompt").fill("Put them together")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*/")
    names = [attachment.filename for attachment in Run.objects.get().attachments.all()]
    assert names == ["1.png", "2.png", "3.png"]


def test_they_stay_when_another_command_draws_the_rows_again(
    visit: Open, alice: User, pictures: list[Path]
) -> None:
    page = visit(ANALYZE, alice)
    page.locator("[name=images-0-file]").set_input_files(pictures[:3])
    expect(chosen(page)).to_have_count(3)
    page.get_by_role("button", name="Move image 3 up").click()
    expect(chosen(page).nth(1)).to_contain_text("3.png")
    page.get_by_role("button", name="Remove image 1").click()
    expect(chosen(page)).to_have_count(2)
    expect(chosen(page).nth(0)).to_contain_text("3.png")
    page.get_by_role("button", name="Add image").click()
    expect(page.locator(".row-card")).to_have_count(3)
    expect(chosen(page)).to_have_count(2)


def test_more_than_there_can_be_are_left_out_and_named(
    visit: Open, alice: User, pictures: list[Path]
) -> None:
    page = visit(EDIT, alice)
    page.locator("[name=image-0-file]").set_input_files(pictures[:18])
    expect(chosen(page)).to_have_count(16)
    expect(news(page)).to_contain_text("There can be 16 at most, so these were left out: “17.png”, “18.png”.")
    expect(page.locator("[name=image-0-file]")).not_to_have_attribute("multiple", "")


def test_a_file_that_is_too_large_is_said_to_be_in_its_row(
    visit: Open, alice: User, pictures: list[Path], tmp_path: Path
) -> None:
    with (tmp_path / "huge.png").open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    page = visit(ANALYZE, alice)
    page.locator("[name=images-0-file]").set_input_files([pictures[0], tmp_path / "huge.png"])
    expect(chosen(page).nth(1)).to_have_text(
        "“huge.png” is 21.0 MB. The limit is 20.0 MB: choose a smaller file."
    )


def test_several_are_dropped_on_a_row(visit: Open, alice: User) -> None:
    page = visit(ANALYZE, alice)
    hand_over(page, "drop", "[data-dropzone]", "a.png", "b.png")
    expect(chosen(page)).to_have_count(2)


def test_one_is_dropped_between_the_rows_and_gets_a_new_one(visit: Open, alice: User) -> None:
    page = visit(ANALYZE, alice)
    hand_over(page, "drop", "[data-dropzone]", "a.png")
    hand_over(page, "drop", ".rows-legend", "b.png")
    expect(chosen(page)).to_have_count(2)
    expect(chosen(page).nth(1)).to_contain_text("b.png")


def test_several_are_pasted_one_after_the_other(visit: Open, alice: User) -> None:
    page = visit(ANALYZE, alice)
    hand_over(page, "paste", "body", "a.png", "b.png")
    expect(chosen(page)).to_have_count(2)
    hand_over(page, "paste", "body", "c.png")
    expect(chosen(page)).to_have_count(3)
    expect(chosen(page).nth(2)).to_contain_text("c.png")


def test_a_model_that_takes_one_picture_is_given_one_and_that_is_said(visit: Open, alice: User) -> None:
    page = visit(EDIT, alice)
    page.get_by_role("combobox", name="Model").fill("dall-e-2")
    with redrawn(page):
        page.get_by_role("combobox", name="Model").press("Tab")
    expect(page.get_by_role("button", name="Add image")).to_have_count(0)
    hand_over(page, "drop", "[data-dropzone]", "a.png", "b.png")
    expect(chosen(page)).to_have_text("a.png, 7 bytes. Only one file fits here, so the others were left out.")


def test_without_scripts_one_file_goes_into_each_row(visit: Open, alice: User, pictures: list[Path]) -> None:
    page = visit(ANALYZE, alice, java_script_enabled=False)
    expect(page.locator("[name=images-0-file]")).not_to_have_attribute("multiple", "")
    page.locator("[name=images-0-file]").set_input_files(pictures[0])
    page.get_by_role("button", name="Add image").click()
    expect(page.get_by_text("1.png")).to_be_visible()
    page.locator("[name=images-1-file]").set_input_files(pictures[1])
    page.get_by_label("Prompt").fill("What is it?")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*/")
    assert [attachment.filename for attachment in Run.objects.get().attachments.all()] == ["1.png", "2.png"]
