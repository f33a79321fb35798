"""What people come for, in a browser that runs no script: find, look, run, run again, delete and put back."""

import pytest
from playwright.sync_api import expect

from connections.models import Connection
from people.models import User
from runs.models import Output, Run
from tests.browser.conftest import Open
from tests.runs.pages import a_connection, a_run, answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def line(transactional_db: None) -> Connection:
    return a_connection("Press account")


@pytest.fixture
def foxes(alice: User, line: Connection) -> Run:
    return answered(a_run(alice, line, "Foxes at dawn"), Output(kind="text", text="They **run**."))


def test_a_run_is_found_by_its_words_and_looked_at(
    visit: Open, alice: User, line: Connection, foxes: Run
) -> None:
    answered(a_run(alice, line, "Ships at night"))
    page = visit("/runs/", alice, java_script_enabled=False)
    page.get_by_label("Words").fill("dawn")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".run-link")).to_have_text(["Foxes at dawn"])
    page.get_by_role("link", name="Foxes at dawn").click()
    expect(page.locator("#run strong")).to_have_text("run")
    expect(page.locator(".inputs")).to_contain_text("Foxes at dawn")


def test_a_form_is_sent_and_its_page_looks_again_by_itself(
    visit: Open, alice: User, line: Connection
) -> None:
    page = visit("/actions/generate-an-image/", alice, java_script_enabled=False)
    page.get_by_label("Model").fill("some-model")
    page.get_by_label("Prompt").fill("A lighthouse")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*-*/")
    run = Run.objects.get()
    expect(page.locator("#run")).to_have_attribute("data-run-state", "queued")
    answered(run, Output(kind="text", text="Here it is."))
    expect(page.locator("#run .prose")).to_have_text("Here it is.")


def test_a_form_with_a_mistake_says_so_and_keeps_what_was_typed(
    visit: Open, alice: User, line: Connection
) -> None:
    page = visit("/actions/generate-an-image/", alice, java_script_enabled=False)
    page.get_by_label("Prompt").fill("A lighthouse")
    page.get_by_label("Number").fill("11")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Number")
    expect(page.get_by_label("Prompt")).to_have_value("A lighthouse")
    assert not Run.objects.exists()


def test_a_run_is_made_again_as_it_was_and_with_a_change(visit: Open, alice: User, foxes: Run) -> None:
    page = visit(foxes.get_absolute_url(), alice, java_script_enabled=False)
    page.get_by_role("button", name="Run again").click()
    page.wait_for_url(lambda url: str(foxes.key) not in url and "/runs/" in url)
    assert Run.objects.get(parent=foxes).values == foxes.values
    page.goto(foxes.get_absolute_url())
    page.get_by_role("link", name="Edit and run again").click()
    page.get_by_label("Message Content").fill("Foxes at dusk")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*-*/")
    assert Run.objects.latest("pk").headline == "Foxes at dusk"


def test_a_run_is_deleted_and_put_back(visit: Open, alice: User, foxes: Run) -> None:
    page = visit(foxes.get_absolute_url(), alice, java_script_enabled=False)
    page.get_by_role("button", name="Delete").click()
    page.wait_for_url("**/runs/")
    assert not Run.objects.kept().exists()
    page.goto("/runs/deleted/")
    page.get_by_role("button", name="Put back Foxes at dawn").click()
    expect(page.get_by_role("main")).to_contain_text("Foxes at dawn")
    assert Run.objects.kept().get() == foxes
