"""Sharing in a browser: from a run to a colleague who looks at it and begins their own."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from people.models import User
from runs.models import Output, Run
from sharing.models import Share
from tests.browser.conftest import Open, looks_right
from tests.catalog.pictures import picture
from tests.runs.pages import a_connection, a_file, a_run, answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WINDOWS: list[dict[str, Any]] = [{}, {"java_script_enabled": False}]
SHOWN = [(1440, "light"), (360, "dark")]


@pytest.fixture
def run(alice: User) -> Run:
    run = a_run(alice, a_connection(), "What should the poster for the open day say?")
    drawn = a_file(picture("cat.png", (600, 400)).read(), "poster.png", "image/png", "image")
    return answered(run, Output(kind="text", text="**Come in**: the workshop is open all day."), drawn)


@pytest.mark.parametrize("window", WINDOWS, ids=["script", "no script"])
def test_a_run_is_shared_with_a_colleague_who_begins_their_own(
    visit: Open, alice: User, bob: User, run: Run, window: dict[str, Any]
) -> None:
    page = visit(run.get_absolute_url(), alice, **window)
    page.get_by_role("link", name="Share", exact=True).click()
    page.get_by_label("Result 2").uncheck()
    page.get_by_role("button", name="See it as others will").click()
    seen = page.get_by_role("region", name="What others will see")
    expect(seen).to_contain_text("Come in: the workshop is open all day.")
    expect(seen.get_by_role("img", name="poster")).to_have_count(0)
    page.locator("#id_person").fill("bob")
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_text("Shared with bob.")).to_be_visible()

    theirs = visit("/", bob, **window)
    theirs.goto("/shared/")
    theirs.get_by_role("link", name="What should the poster").click()
    expect(theirs.get_by_text("Shared by alice")).to_be_visible()
    theirs.get_by_role("button", name="Start my own from this").click()
    expect(theirs.locator("[name=messages-0-content]")).to_have_value(
        "What should the poster for the open day say?"
    )

    page.get_by_role("button", name="Stop sharing").click()
    expect(page.get_by_text("bob cannot see it any more.")).to_be_visible()
    theirs.goto("/shared/")
    expect(theirs.get_by_text("Nobody shares anything with you yet")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), SHOWN)
def test_the_pages_of_sharing_fit_and_read(
    visit: Open, alice: User, bob: User, run: Run, width: int, scheme: str
) -> None:
    share = Share.objects.create(run=run, title="The poster", inputs=True, person=bob)
    share.outputs.set(run.outputs.all())
    window: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = visit(f"/runs/{run.key}/share/", alice, **window)
    looks_right(page)
    page.get_by_role("button", name="See it as others will").click()
    looks_right(page)
    theirs = visit("/shared/", bob, **window)
    looks_right(theirs)
    theirs.goto(share.get_absolute_url())
    looks_right(theirs)


def link_to(page: Page, run: Run, passphrase: str = "") -> str:
    """Make a link as its owner, and return its address."""
    page.goto(f"/runs/{run.key}/share/")
    page.get_by_role("button", name="See it as others will").click()
    page.get_by_label("Passphrase").fill(passphrase)
    page.get_by_label("How many may open it").fill("3")
    page.get_by_role("button", name="Make the link").click()
    return page.locator("#link").inner_text()


@pytest.mark.parametrize("window", WINDOWS, ids=["script", "no script"])
def test_a_link_is_opened_by_its_passphrase_and_revoked(
    visit: Open, alice: User, run: Run, window: dict[str, Any]
) -> None:
    page = visit("/", alice, **window)
    address = link_to(page, run, "open sesame, please")

    visitor = visit(address, **window)
    visitor.get_by_label("Passphrase").fill("close sesame")
    visitor.get_by_role("button", name="Open it").click()
    expect(visitor.get_by_text("This is not the passphrase.").first).to_be_visible()
    visitor.get_by_label("Passphrase").fill("open sesame, please")
    visitor.get_by_role("button", name="Open it").click()
    expect(visitor.get_by_text("Come in: the workshop")).to_be_visible()
    drawn = visitor.get_by_role("img", name="What should the poster").first
    assert drawn.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 600

    page.goto("/shared/given/")
    expect(page.get_by_text("1 of 3")).to_be_visible()
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("The link is revoked")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_role("heading", name="This link was taken back")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), SHOWN)
def test_the_pages_of_links_fit_and_read(
    visit: Open, alice: User, carol: User, run: Run, width: int, scheme: str
) -> None:
    window: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = visit("/", alice, **window)
    address = link_to(page, run, "open sesame, please")
    looks_right(page)
    page.goto("/shared/given/")
    looks_right(page)
    visitor = visit(address, **window)
    visitor.get_by_role("button", name="Open it").click()
    looks_right(visitor)
    visitor.get_by_label("Passphrase").fill("open sesame, please")
    visitor.get_by_role("button", name="Open it").click()
    expect(visitor.get_by_text("Come in: the workshop")).to_be_visible()
    looks_right(visitor)
    administrator = visit("/shared/links/", carol, **window)
    looks_right(administrator)
    administrator.get_by_role("button", name="Switch all links off").click()
    expect(administrator.get_by_role("button", name="Switch links on")).to_be_visible()
    visitor.reload()
    looks_right(visitor)
