"""What a person sees who sends more than is taken: a sentence, and all that was typed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from connections.models import Connection
from people.models import User
from runs import uploading
from tests.browser.conftest import Open, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

UPLOAD = "/actions/upload-a-file/"


@pytest.fixture
def fill(
    transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[Page], None]:
    """Fill in a form whose limit is lower than its script knows."""
    Connection.objects.create(name="Press account", base_url="https://api.openai.com/v1")
    monkeypatch.setattr(uploading, "MOST_TOGETHER", 0)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000
    file = tmp_path / "large.txt"
    file.write_bytes(b"x" * 50_000)

    def fill(page: Page) -> None:
        page.get_by_label("File Name").fill("minutes.txt")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Run", exact=True).click()

    return fill


def test_with_scripts_the_page_stays_as_it_is(visit: Open, alice: User, fill: Callable[[Page], None]) -> None:
    page = visit(UPLOAD, alice)
    fill(page)
    sentence = page.get_by_text("is the most that can be sent here")
    expect(sentence).to_be_in_viewport()
    expect(page.get_by_label("File Name")).to_have_value("minutes.txt")
    assert faults(page) == []


def test_without_scripts_a_page_says_so_and_the_way_back_has_all_that_was_typed(
    visit: Open, alice: User, fill: Callable[[Page], None]
) -> None:
    page = visit(UPLOAD, alice, java_script_enabled=False)
    fill(page)
    expect(page.get_by_role("heading", name="This was not taken")).to_be_visible()
    expect(page.get_by_text("is the most that can be sent here")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("File Name")).to_have_value("minutes.txt")
