"""Sending a form with large files: how far it is, stopping it, and a network that goes away."""

from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, expect

from connections.models import Connection
from people.models import User
from runs.models import Run
from tests.browser.conftest import Open, faults
from tests.runs.pages import a_connection

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

UPLOAD = "/actions/upload-a-file/"


@pytest.fixture
def line(transactional_db: None) -> Connection:
    return a_connection()


@pytest.fixture
def form(visit: Open, alice: User, line: Connection) -> Page:
    return visit(UPLOAD, alice)


@pytest.fixture
def network(form: Page) -> CDPSession:
    return form.context.new_cdp_session(form)


def send_at(network: CDPSession, pace: int) -> None:
    """Have the browser send as many bytes in a second, or as many as it can (-1)."""
    conditions = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": pace}
    network.send("Network.emulateNetworkConditions", conditions)


@pytest.fixture
def page(form: Page, network: CDPSession, tmp_path: Path) -> Page:
    """The form, filled in with a file of a megabyte and on its way, which takes a minute and a half."""
    send_at(network, 10_000)
    file = tmp_path / "minutes.txt"
    file.write_bytes(b"x" * 1_000_000)
    form.get_by_label("File Name").fill("minutes.txt")
    form.locator("input[type=file]").set_input_files(file)
    form.get_by_role("button", name="Run", exact=True).click()
    expect(form.get_by_text("Your files are on their way.")).to_be_visible()
    return form


def test_it_says_how_much_has_gone(page: Page) -> None:
    expect(page.get_by_role("progressbar", name="How much has arrived")).to_be_visible()
    first = int(page.locator("#uploading output").inner_text().rstrip("%"))
    expect(page.locator("#uploading output")).not_to_have_text(f"{first}%")
    assert int(page.locator("#uploading output").inner_text().rstrip("%")) > first
    assert faults(page, under_way=True) == []


def test_it_can_be_stopped_and_sent_again(page: Page, network: CDPSession) -> None:
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("Stopped. Nothing was run")).to_be_visible()
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_focused()
    expect(page.get_by_label("File Name")).to_have_value("minutes.txt")
    assert not Run.objects.exists()

    send_at(network, -1)
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*/")
    assert Run.objects.count() == 1


def test_a_network_that_goes_away_costs_nothing_that_was_typed(page: Page) -> None:
    page.get_by_role("button", name="Stop", exact=True).click()
    page.route(f"**{UPLOAD}", lambda route: route.abort())
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_text("Workroom cannot be reached. What you typed is still here")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_hidden()
    expect(page.get_by_label("File Name")).to_have_value("minutes.txt")
    assert page.evaluate("document.querySelector('input[type=file]').files[0].name") == "minutes.txt"
