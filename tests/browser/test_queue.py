"""The page of the queue in a browser: it keeps itself up to date, and stays calm while somebody chooses."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from people.models import User
from runs.models import Pace, Run, State
from tests.browser.conftest import Open, faults, overflows
from tests.browser.held import Held
from tests.browser.test_pages import DESK, ERROR, LOOKS
from tests.runs.pages import a_connection, a_run, answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def runs(alice: User, bob: User) -> list[Run]:
    """A busy day: runs of two people through three connections, one of them paused, one narrow."""
    now = timezone.now()
    press, narrow = a_connection("Press account"), a_connection("Our own server", runs_at_once=4)
    paused = a_connection("Research account")
    Pace.objects.slow_down(paused.pk, now + timedelta(minutes=4), running=8)
    runs = [
        answered(a_run(bob, press), state="failed", error=ERROR | {"charged": True}),
        a_run(alice, press, state="running", started_at=now),
        a_run(bob, narrow, state="running", started_at=now, action="generate-audio"),
        *(a_run(alice, paused, action="generate-an-image") for _ in range(3)),
        a_run(bob, paused, not_before=now + timedelta(seconds=40)),
    ]
    Run.objects.filter(pk=runs[3].pk).update(created_at=now - timedelta(minutes=12))
    return runs


def chosen(page: Page) -> Locator:
    return page.locator('#queue-list input[name="run"]:checked')


@pytest.mark.parametrize(("size", "colours"), LOOKS)
def test_the_queue_is_accessible_and_fits(
    visit: Open, carol: User, runs: list[Run], size: dict[str, int], colours: str
) -> None:
    page = visit("/queue/", carol, viewport=size, color_scheme=colours)
    assert faults(page) == []
    assert not overflows(page)
    page.get_by_label("State").select_option("failed")
    expect(page.locator("#queue-list tbody tr")).to_have_count(1)
    page.locator('input[name="run"]').check()
    page.get_by_role("button", name="Run again").click()
    expect(page.get_by_role("heading", name="Run it again?")).to_be_visible()
    assert faults(page) == []
    assert not overflows(page)
    page.get_by_role("button", name="Run again").click()
    expect(page.get_by_text("1 run was started again.")).to_be_visible()


def test_it_draws_itself_again_but_not_while_somebody_chooses(
    visit: Open, carol: User, runs: list[Run]
) -> None:
    window = visit("/", carol, viewport=DESK)
    window.clock.install()
    window.goto("/queue/")
    waiting = window.locator(".figure dd").first
    expect(waiting).to_have_text("4")
    runs[3].cancel()
    window.clock.run_for(6000)
    expect(waiting).to_have_text("3")
    expect(window.locator("#queue-list tbody tr")).to_have_count(6)
    window.get_by_role("link", name="Select all shown").click()
    expect(chosen(window)).to_have_count(6)
    window.locator("h1").click()
    runs[4].cancel()
    window.clock.run_for(6000)
    expect(waiting).to_have_text("2")
    expect(chosen(window)).to_have_count(6)
    window.get_by_role("button", name="Cancel").click()
    expect(window.get_by_text("4 runs were cancelled.")).to_be_visible()
    assert not Run.objects.filter(state=State.QUEUED).exists()


@pytest.fixture
def redrawing(visit: Open, carol: User, runs: list[Run]) -> tuple[Page, Held]:
    """The page while its list is on its way to be drawn again, and what keeps that from coming."""
    window = visit("/", carol, viewport=DESK)
    window.clock.install()
    held = Held(window, lambda url: "before=" in url)
    window.goto("/queue/")
    window.clock.run_for(6000)
    held.wait()
    return window, held


def test_a_list_that_comes_late_takes_no_choice_away(redrawing: tuple[Page, Held]) -> None:
    window, held = redrawing
    window.locator('input[name="run"]').first.check()
    held.let_go()
    expect(chosen(window)).to_have_count(1)


def test_a_list_that_comes_late_undoes_no_filter(redrawing: tuple[Page, Held]) -> None:
    window, held = redrawing
    filtered = Held(window, "**/queue/?state=failed**")
    window.get_by_label("State").select_option("failed")
    filtered.wait()
    held.let_go(under_way=True)
    filtered.let_go()
    expect(window.locator("#queue-list tbody tr")).to_have_count(1)


def test_it_does_all_that_without_a_script(visit: Open, carol: User, runs: list[Run]) -> None:
    page = visit("/queue/", carol, java_script_enabled=False)
    page.get_by_label("State").select_option("queued")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Select all shown").click()
    expect(chosen(page)).to_have_count(4)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("4 runs were cancelled.")).to_be_visible()
    page.get_by_role("button", name="Resume now").click()
    expect(page.get_by_text("“Research account” is used as before.")).to_be_visible()
