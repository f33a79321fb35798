import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from people import setup
from people.models import User
from tests.browser.conftest import Open, faults, overflows
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}
LOOKS = [(PHONE, "dark"), (DESK, "light")]
PAGES = [
    "/account/",
    "/password/",
    "/people/",
    "/people/add/",
    "/people/{pk}/",
    "/people/{pk}/password/",
    "/people/signing-in/",
    "/people/groups/",
    "/people/groups/{group}/",
    "/people/groups/{group}/delete/",
    "/nowhere/",
]


@pytest.mark.parametrize(("size", "colours"), LOOKS)
def test_the_pages_about_people_are_accessible_and_fit(
    visit: Open, carol: User, alice: User, size: dict[str, int], colours: str
) -> None:
    group = Group.objects.create(name="Research and development")
    alice.groups.add(group)
    page = visit("/password/", carol, viewport=size, color_scheme=colours)
    for path in PAGES:
        page.goto(path.format(pk=alice.pk, group=group.pk))
        assert faults(page) == [], path
        assert not overflows(page), path


@pytest.mark.parametrize(("size", "colours"), LOOKS)
def test_the_pages_before_signing_in_are_accessible_and_fit(
    visit: Open, db: None, size: dict[str, int], colours: str
) -> None:
    page = visit("/sign-in/", viewport=size, color_scheme=colours)
    for path in ("/sign-in/", setup.setup_path() or "", "/set-up/none/"):
        page.goto(path)
        assert faults(page) == []
        assert not overflows(page)


def test_the_pages_fit_at_twice_the_size(visit: Open, carol: User) -> None:
    page = visit("/people/", carol, viewport={"width": 640, "height": 400}, device_scale_factor=2)
    assert not overflows(page)


def sign_in(page: Page) -> None:
    page.get_by_label("User name").fill("carol")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_person_signs_in_and_out_with_and_without_scripts(visit: Open, carol: User, scripts: bool) -> None:
    page = visit("/sign-in/?next=/people/", java_script_enabled=scripts)
    sign_in(page)
    expect(page.get_by_role("heading", name="People", level=1)).to_be_visible()
    page.locator(".account-button").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_the_menu_opens_and_closes_with_and_without_scripts(
    visit: Open, carol: User, scripts: bool
) -> None:
    page = visit("/people/", carol, viewport=PHONE, java_script_enabled=scripts)
    people = page.get_by_role("link", name="People", exact=True).and_(page.locator(".nav-item"))
    expect(people).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(people).to_be_visible()
    page.keyboard.press("Escape")
    expect(people).to_be_hidden()


def test_an_open_menu_on_a_phone_is_accessible(visit: Open, carol: User) -> None:
    page = visit("/people/", carol, viewport=PHONE)
    page.get_by_role("button", name="Menu").click()
    page.locator(".account-button").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert faults(page) == []


def test_the_chosen_colours_are_remembered(visit: Open, carol: User) -> None:
    page = visit("/people/", carol, color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.locator(".account-button").click()
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate(paper) != light
    page.reload()
    assert page.evaluate(paper) != light
    page.locator(".account-button").click()
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Auto").click()
    assert page.evaluate(paper) == light


def test_dark_follows_the_system_without_scripts_too(visit: Open, db: None) -> None:
    pages = [visit("/sign-in/", color_scheme=each, java_script_enabled=False) for each in ("light", "dark")]
    shots = [page.screenshot() for page in pages]
    assert shots[0] != shots[1]


def test_the_first_key_leads_past_the_navigation(visit: Open, carol: User) -> None:
    page = visit("/people/", carol)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_mistakes_take_the_focus(visit: Open, carol: User) -> None:
    page = visit("/people/add/", carol)
    page.get_by_label("User name").fill("carol")
    page.get_by_label("First password").fill("one password 1")
    page.get_by_label("The same password again").fill("another password 2")
    page.get_by_role("button", name="Add this person").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="User name").click()
    expect(page.get_by_label("User name")).to_be_focused()


def test_a_message_can_be_dismissed(visit: Open, carol: User) -> None:
    page = visit("/sign-in/?next=/people/groups/add/")
    sign_in(page)
    page.get_by_label("Name").fill("Press")
    page.get_by_role("button", name="Add this group").click()
    message = page.get_by_text("The group Press is made.")
    expect(message).to_be_visible()
    page.get_by_role("button", name="Dismiss this message").click()
    expect(message).to_have_count(0)
