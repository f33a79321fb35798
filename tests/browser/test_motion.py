"""Whoever asked their system for less motion gets a page that keeps still."""

import pytest
from playwright.sync_api import Page, expect

from people.models import User
from tests.browser.conftest import Open
from tests.runs.pages import a_connection, a_run

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOVING = "() => document.getAnimations().filter((one) => one.effect.getComputedTiming().duration > 1).length"


def waiting(visit: Open, alice: User, motion: str) -> Page:
    """Return the page of a run that goes on, which has something that moves."""
    run = a_run(alice, a_connection("Press account"), "What is a room?", state="running")
    page = visit(run.get_absolute_url(), alice, reduced_motion=motion)
    expect(page.locator("#run")).to_be_visible()
    return page


def test_a_run_that_goes_on_moves(visit: Open, alice: User) -> None:
    page = waiting(visit, alice, "no-preference")
    page.wait_for_function(f"() => ({MOVING})() > 0")


def test_nothing_moves_for_whoever_wants_no_motion(visit: Open, alice: User) -> None:
    page = waiting(visit, alice, "reduce")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(MOVING) == 0
