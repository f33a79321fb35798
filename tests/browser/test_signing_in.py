"""Signing in as people do it: with an app, with passkeys of a device that Chromium plays, by keyboard."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from people import factors
from people.factors import app
from people.models import AuthenticatorApp, Rules, User
from tests.browser.conftest import Open, faults, looks_right, overflows, settled
from tests.conftest import PASSWORD
from tests.people.provider import CLIENT, SECRET, Provider, serving

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
LOOKS = [(PHONE, "dark"), (DESK, "light")]
NONCE = "a nonce"


def device(page: Page) -> None:
    """Give the page a device that holds passkeys and knows its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    able = ("hasResidentKey", "hasUserVerification", "isUserVerified", "automaticPresenceSimulation")
    about = {"protocol": "ctap2", "transport": "internal", **dict.fromkeys(able, True)}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": about})


def sign_in(page: Page, name: str = "alice") -> None:
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def shown() -> str:
    return app.generator(NONCE).generate(time.time()).decode()


def add_passkey(page: Page) -> None:
    page.goto("/account/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("This computer")
    page.get_by_role("button", name="Add a passkey").click()


def sign_out(page: Page) -> None:
    settled(page).locator(".account-button").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def test_a_passkey_is_made_and_signs_in_alone(visit: Open, alice: User) -> None:
    page = visit("/account/", alice)
    device(page)
    add_passkey(page)
    expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("Passkey “This computer”.")).to_be_visible()
    sign_out(page)
    page.goto("/sign-in/?next=/runs/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/runs/")


def test_a_passkey_is_the_second_step_after_a_password(visit: Open, alice: User) -> None:
    page = visit("/account/", alice)
    device(page)
    add_passkey(page)
    page.get_by_role("link", name="I have kept them").click()
    sign_out(page)
    sign_in(page)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".account-button")).to_be_visible()


def test_a_device_without_a_passkey_says_so(visit: Open, alice: User) -> None:
    page = visit("/sign-in/")
    device(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey was used.")).to_be_visible()


def test_the_same_device_gets_no_second_passkey(visit: Open, alice: User) -> None:
    page = visit("/account/", alice)
    device(page)
    add_passkey(page)
    page.get_by_role("link", name="I have kept them").click()
    add_passkey(page)
    expect(page.get_by_text("This device already has a passkey for you.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_app_is_set_up_and_used_with_and_without_scripts(visit: Open, alice: User, scripts: bool) -> None:
    page = visit("/account/", alice, java_script_enabled=scripts)
    page.get_by_role("link", name="Set up").click()
    expect(page.get_by_role("img", name="QR code with the key below")).to_be_visible()
    [session] = alice.sign_ins.all()
    nonce = session.session.get_decoded()["new_app"]
    page.get_by_label("The code that the app shows").fill(app.generator(nonce).generate(time.time()).decode())
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    recovery = page.locator("#codes").inner_text().split()
    assert len(recovery) == 10
    page.get_by_role("link", name="I have kept them").click()
    sign_out(page)
    sign_in(page)
    page.get_by_label("Code").fill(recovery[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".account-button")).to_be_visible()


def test_recovery_codes_are_saved_to_a_file(visit: Open, alice: User) -> None:
    AuthenticatorApp.objects.create(person=alice, nonce=NONCE)
    page = visit("/account/recovery-codes/", alice)
    page.get_by_role("button", name="Make new codes").click()
    shown = page.locator("#codes").inner_text().split()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "workroom-recovery-codes.txt"
    assert download.value.path().read_text().splitlines()[1:] == shown


def test_the_second_step_goes_by_keyboard(visit: Open, alice: User) -> None:
    AuthenticatorApp.objects.create(person=alice, nonce=NONCE)
    page = visit("/sign-in/")
    page.keyboard.type("alice")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type(shown())
    page.keyboard.press("Enter")
    expect(page.locator(".account-button")).to_be_visible()


@pytest.mark.parametrize(("size", "colours"), LOOKS)
def test_the_pages_about_the_second_factor_are_accessible_and_fit(
    visit: Open, carol: User, alice: User, size: dict[str, int], colours: str
) -> None:
    for person in (alice, carol):
        AuthenticatorApp.objects.create(person=person, nonce=NONCE)
        person.passkeys.create(name="Phone", credential_id=person.username, credential=b"")
    page = visit("/account/", carol, viewport=size, color_scheme=colours)
    passkey = carol.passkeys.get().pk
    for path in (
        "/account/",
        "/account/app/",
        "/account/app/remove/",
        "/account/passkeys/add/",
        f"/account/passkeys/{passkey}/remove/",
        "/account/recovery-codes/",
        f"/people/{alice.pk}/",
        f"/people/{alice.pk}/second-factor/",
        "/people/signing-in/",
    ):
        page.goto(path)
        assert faults(page) == [], path
        assert not overflows(page), path
    page.goto("/account/recovery-codes/")
    page.get_by_role("button", name="Make new codes").click()
    assert faults(page) == []
    assert not overflows(page)
    page = visit("/sign-in/", viewport=size, color_scheme=colours)
    sign_in(page)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("This code does not work now.").first).to_be_visible()
    assert faults(page) == []
    assert not overflows(page)


def test_whoever_has_to_sets_one_up_before_anything_else(visit: Open, alice: User) -> None:
    Rules.objects.create(pk=1, second_factor=Rules.Who.EVERYBODY)
    page = visit("/sign-in/")
    sign_in(page)
    expect(page.get_by_text("This Workroom asks you for a second factor")).to_be_visible()
    assert faults(page) == []
    device(page)
    add_passkey(page)
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("link", name="Home").click()
    page.wait_for_url(re.compile(r"/$"))
    assert factors.is_set_up(alice)


@pytest.mark.parametrize(("size", "colours"), LOOKS)
def test_somebody_is_invited_and_comes_in(
    visit: Open, carol: User, size: dict[str, int], colours: str
) -> None:
    page = visit("/people/invitations/", carol, viewport=size, color_scheme=colours)
    looks_right(page)
    page.get_by_role("link", name="Invite somebody").first.click()
    looks_right(page)
    page.get_by_label("First name").fill("Dana")
    page.get_by_role("button", name="Make the link").click()
    looks_right(page)
    link = page.locator("#link").inner_text()
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_text("Open", exact=True)).to_be_visible()
    looks_right(page)

    theirs = visit(link, viewport=size, color_scheme=colours)
    looks_right(theirs)
    theirs.get_by_label("User name").fill("dana")
    theirs.get_by_label("Password", exact=True).fill(PASSWORD)
    theirs.get_by_label("The same password again").fill(PASSWORD)
    theirs.get_by_role("button", name="Make my account").click()
    expect(theirs.get_by_text("Welcome, Dana.")).to_be_visible()
    looks_right(visit(link, viewport=size, color_scheme=colours))


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    """A provider at another site, where people press a button."""
    with serving() as provider:
        settings.OIDC_ISSUER, settings.OIDC_NAME = provider.issuer, "Example Inc"
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
        provider.asks = True
        provider.claims = {"email": "alice@example.com", "email_verified": True}
        yield provider


@pytest.mark.parametrize(("size", "colours"), LOOKS)
def test_somebody_comes_in_by_their_organisations_provider(
    visit: Open, alice: User, provider: Provider, size: dict[str, int], colours: str
) -> None:
    page = visit("/sign-in/?next=/runs/", viewport=size, color_scheme=colours)
    assert faults(page) == []
    assert not overflows(page)
    page.get_by_role("link", name="Sign in with Example Inc").click()
    expect(page.get_by_role("heading", name="Sign in at the provider")).to_be_visible()
    page.get_by_role("link", name="Yes").click()
    page.wait_for_url("**/runs/")
    assert alice.identities.count() == 1
