"""Defining data: rows in rows, a schema that follows what is typed, definitions kept under a name."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from connections.models import Connection
from library.models import Definition
from people.models import User
from tests.browser.conftest import Open, faults, overflows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ASK = "/actions/transform-text-to-structured-data/"
OBJECT = {"name": "Place", "properties": [{"name": "city", "type": "text", "required": "no"}]}
VALUES = {
    "parameters": [{"name": "home", "type": "object", "object": "Place", "required": "no"}],
    "objects": [OBJECT],
}


@pytest.fixture(autouse=True)
def connection(transactional_db: None) -> Connection:
    return Connection.objects.create(
        name="Press account", base_url="https://api.openai.com/v1", models_refreshed_at=timezone.now()
    )


@pytest.fixture
def definition(alice: User) -> Definition:
    return Definition.objects.create(owner=alice, kind="structured-data", name="Homes", values=VALUES)


def field(page: Page, name: str) -> str:
    return page.locator(f"[name={name}]").input_value()


def test_the_schema_follows_what_is_typed_and_the_focus_stays(visit: Open, alice: User) -> None:
    page = visit(ASK, alice)
    page.get_by_text("Schema preview").click()
    name = page.locator("[name=parameters-0-name]")
    name.fill("title")
    expect(page.locator("#preview-text")).to_contain_text('"title"')
    expect(name).to_be_focused()
    page.locator("[name=parameters-0-description]").fill("What it is called")
    expect(page.locator("#preview-text")).to_contain_text("What it is called")
    assert faults(page) == []


def test_a_new_object_begins_with_a_property_and_is_proposed_to_parameters(visit: Open, alice: User) -> None:
    page = visit(ASK, alice, viewport={"width": 360, "height": 800})
    page.get_by_role("button", name="Add object").click()
    page.locator("[name=objects-0-name]").fill("Place")
    page.locator("[name=objects-0-properties-0-name]").fill("city")
    page.locator("[name=parameters-0-type]").select_option("array-object")
    reference = page.get_by_role("combobox", name="Object Name")
    reference.click()
    expect(page.get_by_role("option", name="Place")).to_be_visible()
    assert faults(page) == []
    assert not overflows(page)


def test_a_definition_is_saved_by_enter_and_nothing_is_sent(visit: Open, alice: User) -> None:
    page = visit(ASK, alice)
    page.locator("[name=parameters-0-name]").fill("title")
    page.get_by_text("Save this definition to use it again").click()
    page.get_by_label("Save this definition as").fill("Titles")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved as “Titles”.")).to_be_visible()
    assert Definition.objects.get().values["parameters"][0]["name"] == "title"
    assert not alice.runs.exists()
    assert faults(page) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_definition_is_filled_in_with_and_without_scripts(
    visit: Open, alice: User, definition: Definition, scripts: bool
) -> None:
    page = visit(ASK, alice, java_script_enabled=scripts)
    page.get_by_label("Text to Parse").fill("Ada lives in Ghent.")
    page.get_by_label("Use a saved definition").select_option("Homes")
    page.get_by_role("button", name="Fill in").click()
    expect(page.get_by_text("“Homes” is filled in.")).to_be_visible()
    assert field(page, "objects-0-properties-0-name") == "city"
    assert field(page, "parameters-0-object") == "Place"
    assert field(page, "text") == "Ada lives in Ghent."
    assert '"city"' in (page.locator("#preview-text").text_content() or "")
