"""Retention in a browser: a rule that is seen before it holds, and a run that somebody keeps."""

from typing import Any

import pytest
from playwright.sync_api import expect

from people.models import User
from retention.models import Rule
from runs.models import Output
from tests.browser.conftest import Open, looks_right
from tests.browser.test_sharing import SHOWN, WINDOWS
from tests.retention.test_rules import aged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("window", WINDOWS, ids=["script", "no script"])
def test_a_rule_is_made_and_a_run_is_kept_from_it(
    visit: Open, alice: User, carol: User, window: dict[str, Any]
) -> None:
    run = aged(alice, 10)
    page = visit("/retention/", carol, **window)
    page.get_by_role("link", name="Add a rule").click()
    page.get_by_label("Days until they are deleted").fill("7")
    page.get_by_role("button", name="See what it would delete").click()
    expect(page.get_by_text("1 run would be deleted now")).to_be_visible()
    page.get_by_role("button", name="Change it").click()
    page.get_by_label("Days until they are deleted").fill("30")
    page.get_by_role("button", name="See what it would delete").click()
    expect(page.get_by_text("Nothing would be deleted now.")).to_be_visible()
    page.get_by_role("button", name="Use this rule").click()
    expect(page.get_by_text("The rule holds from now on")).to_be_visible()

    hers = visit(run.get_absolute_url(), alice, **window)
    expect(hers.get_by_text("This is kept until")).to_be_visible()
    hers.get_by_role("button", name="Keep it").click()
    expect(hers.get_by_text("You keep this until you delete it.")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), SHOWN)
def test_the_pages_of_retention_fit_and_read(
    visit: Open, alice: User, carol: User, width: int, scheme: str
) -> None:
    Rule.objects.create(days=7)
    rule = Rule.objects.create(days=365, action="generate-an-image")
    run = aged(alice, 10)
    window: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = visit("/retention/", carol, **window)
    looks_right(page)
    for path in ("dry-run/", "add/", f"{rule.pk}/delete/"):
        page.goto(f"/retention/{path}")
        looks_right(page)
    page.goto(f"/retention/{rule.pk}/")
    page.get_by_role("button", name="See what it would delete").click()
    looks_right(page)
    hers = visit(run.get_absolute_url(), alice, **window)
    looks_right(hers)


@pytest.mark.parametrize(("width", "scheme"), SHOWN)
def test_a_run_is_deleted_with_its_copies_at_the_server(
    visit: Open, alice: User, width: int, scheme: str
) -> None:
    run = aged(alice, 1, "upload-a-file", Output(kind="remotefile", text="file-abc123", data={}))
    page = visit(run.get_absolute_url(), alice, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.get_by_role("button", name="Delete, with the copy at the server").click()
    expect(page.get_by_text("Waiting, while its run can be put back")).to_be_visible()
    expect(page.get_by_text("file-abc123")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("It is back.")).to_be_visible()
