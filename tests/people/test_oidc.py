"""Signing in by OpenID Connect, against a provider that really answers."""

import logging
import time
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django import Settings

from people import factors
from people.models import Identity, Rules, User
from tests.people.provider import CLIENT, SECRET, Provider, a_key, serving

LEAVE, BACK = "/sign-in/oidc/", "/sign-in/oidc/callback/"
ALICE = {"sub": "subject-1", "email": "alice@example.com", "email_verified": True}
NOT_ANSWERED = "Example Inc did not answer as it must."


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with serving() as provider:
        settings.OIDC_ISSUER, settings.OIDC_NAME = provider.issuer, "Example Inc"
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
        provider.claims = dict(ALICE)
        yield provider


def go(client: Client, query: str = "") -> str:
    """Go to the provider and return the address at which it sends the browser back."""
    there = client.get(f"{LEAVE}{query}").headers["Location"]
    answer = requests.get(there, allow_redirects=False, timeout=60)
    return answer.headers["Location"]


def come(client: Client, query: str = "") -> Any:
    """Go there and come back."""
    return client.get(go(client, query))


def said(client: Client, answer: Any) -> str:
    text: str = client.get(answer.headers["Location"]).content.decode()
    return text


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# --- The button --------------------------------------------------------------------------------


def test_without_settings_there_is_no_button_and_no_page(client: Client, db: None) -> None:
    assert LEAVE not in client.get("/sign-in/").content.decode()
    assert client.get(LEAVE).status_code == 404
    assert client.get(BACK).headers["Location"] == "/sign-in/"


def test_with_them_the_sign_in_page_has_one(client: Client, provider: Provider, db: None) -> None:
    page = client.get("/sign-in/?next=/runs/").content.decode()
    assert 'href="/sign-in/oidc/?next=%2Fruns%2F"' in page or 'href="/sign-in/oidc/?next=/runs/"' in page
    assert "Sign in with Example Inc" in page


def test_drawing_the_page_asks_the_provider_nothing(client: Client, provider: Provider, db: None) -> None:
    client.get("/sign-in/")
    assert provider.asked == []


# --- Coming in ---------------------------------------------------------------------------------


def test_a_person_with_the_verified_address_comes_in(client: Client, provider: Provider, alice: User) -> None:
    answer = come(client, "?next=/runs/")
    assert answer.headers["Location"] == "/runs/"
    assert client.session["_auth_user_id"] == str(alice.pk)
    assert alice.identities.get().subject == "subject-1"


def test_the_next_time_the_subject_counts_and_not_the_address(
    client: Client, provider: Provider, alice: User, bob: User
) -> None:
    come(client)
    provider.claims["email"] = "bob@example.com"
    again = Client()
    come(again)
    assert again.session["_auth_user_id"] == str(alice.pk)


def test_an_address_that_changed_hands_opens_nobody_elses_account(
    client: Client, provider: Provider, alice: User
) -> None:
    come(client)
    provider.claims["sub"] = "subject-2"
    again = Client()
    answer = come(again)
    assert "belongs to another account here" in said(again, answer)
    assert not is_in(again)


def test_capitals_in_an_address_do_not_matter(client: Client, provider: Provider, alice: User) -> None:
    provider.claims["email"] = "Alice@Example.com"
    come(client)
    assert is_in(client)


@pytest.mark.parametrize("verified", [False, None, "false", "yes"])
def test_an_address_that_nobody_verified_counts_for_nothing(
    client: Client, provider: Provider, alice: User, verified: Any
) -> None:
    provider.claims["email_verified"] = verified
    answer = come(client)
    assert "Example Inc did not confirm your e-mail address" in said(client, answer)
    assert not is_in(client)


def test_a_stranger_is_told_whom_to_ask(client: Client, provider: Provider, alice: User) -> None:
    provider.claims["email"] = "mallory@example.com"
    answer = come(client)
    assert "Nobody here has the address mallory@example.com." in said(client, answer)
    assert not is_in(client)
    assert not Identity.objects.exists()


def test_an_address_that_two_have_lets_in_neither(
    client: Client, provider: Provider, alice: User, bob: User
) -> None:
    User.objects.update(email="alice@example.com")
    come(client)
    assert not is_in(client)


def test_a_person_who_was_switched_off_stays_out(client: Client, provider: Provider, alice: User) -> None:
    come(client)
    User.objects.update(is_active=False)
    again = Client()
    assert "Your account has been switched off." in said(again, come(again))
    assert not is_in(again)


def test_the_second_factor_is_the_providers_to_ask(client: Client, provider: Provider, alice: User) -> None:
    Rules.objects.create(pk=1, second_factor=Rules.Who.EVERYBODY)
    come(client)
    assert client.get("/runs/").status_code == 200
    assert client.session[factors.SHOWN]


def test_it_leads_to_no_other_site(client: Client, provider: Provider, alice: User) -> None:
    assert come(client, "?next=https://elsewhere.example/").headers["Location"] == "/"


def test_what_the_id_token_leaves_out_is_read_from_the_providers_page(
    client: Client, provider: Provider, alice: User
) -> None:
    provider.page = {
        "email": provider.claims.pop("email"),
        "email_verified": provider.claims.pop("email_verified"),
    }
    come(client)
    assert is_in(client)


def test_the_page_of_somebody_else_is_not_believed(client: Client, provider: Provider, alice: User) -> None:
    provider.page = {"sub": "another", "email": provider.claims.pop("email"), "email_verified": True}
    assert NOT_ANSWERED in said(client, come(client))
    assert not is_in(client)


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(
    client: Client, provider: Provider, alice: User
) -> None:
    provider.about = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    come(client)
    assert is_in(client)


# --- Everybody ---------------------------------------------------------------------------------


@pytest.fixture
def open_house(settings: Settings, provider: Provider) -> Provider:
    settings.OIDC_ADMIT, settings.OIDC_GROUP = "everybody", "Example Inc"
    names = {"preferred_username": "Dana Lind!", "given_name": "Dana", "family_name": "Lind"}
    provider.claims = {"sub": "subject-9", "email": "dana@example.com", "email_verified": True, **names}
    return provider


def test_where_everybody_may_come_a_stranger_gets_an_account_in_the_group(
    client: Client, open_house: Provider, db: None
) -> None:
    come(client)
    dana = User.objects.get()
    assert (dana.username, str(dana), dana.email) == ("Dana-Lind-", "Dana Lind", "dana@example.com")
    assert [group.name for group in dana.groups.all()] == ["Example Inc"]
    assert not dana.has_usable_password()
    assert not dana.is_superuser
    assert is_in(client)
    come(Client())
    assert User.objects.count() == 1


def test_whoever_was_here_before_keeps_their_account(
    client: Client, open_house: Provider, alice: User
) -> None:
    open_house.claims = dict(ALICE)
    come(client)
    assert User.objects.get() == alice
    assert not alice.groups.exists()


def test_a_name_that_is_taken_gets_a_number(client: Client, open_house: Provider, alice: User) -> None:
    open_house.claims |= {"preferred_username": "ALICE"}
    come(client)
    assert User.objects.get(email="dana@example.com").username == "ALICE2"


def test_an_address_that_nobody_verified_is_not_kept_and_takes_no_account_over(
    client: Client, open_house: Provider, alice: User
) -> None:
    open_house.claims |= {"email": "alice@example.com", "email_verified": False}
    come(client)
    new = User.objects.exclude(pk=alice.pk).get()
    assert new.email == ""
    assert client.session["_auth_user_id"] == str(new.pk)


@pytest.mark.parametrize(
    "odd",
    [
        {"given_name": "x" * 500},
        {"given_name": None},
        {"preferred_username": "\0\n"},
        {"email": "no address"},
    ],
)
def test_odd_names_keep_nobody_out(
    client: Client, open_house: Provider, db: None, odd: dict[str, Any]
) -> None:
    open_house.claims |= odd
    come(client)
    assert is_in(client)


def test_groups_follow_what_the_provider_says(
    client: Client, provider: Provider, alice: User, settings: Settings
) -> None:
    settings.OIDC_GROUPS_CLAIM = "groups"
    settings.OIDC_GROUPS = {"wr-press": "Press", "wr-it": "IT"}
    alice.groups.add(Group.objects.create(name="By hand"), Group.objects.create(name="IT"))
    for claimed, names in (
        (["wr-press", "unknown"], ["By hand", "Press"]),
        (["wr-press", "wr-it"], ["By hand", "IT", "Press"]),
        ("wr-it", ["By hand", "IT"]),
        (None, ["By hand"]),
    ):
        provider.claims["groups"] = claimed
        come(Client())
        assert sorted(group.name for group in alice.groups.all()) == names


# --- What is refused ---------------------------------------------------------------------------

OTHER = a_key()
WRONG: dict[str, dict[str, Any]] = {
    "another nonce": {"claims": {"nonce": "another"}},
    "no nonce": {"claims": {"nonce": None}},
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "another audience": {"claims": {"aud": "another-client"}},
    "another authorised party": {"claims": {"aud": [CLIENT, "another"], "azp": "another"}},
    "an old token": {"claims": {"exp": int(time.time()) - 120}},
    "a token without end": {"claims": {"exp": None}},
    "a token from the future": {"claims": {"iat": int(time.time()) + 3600}},
    "no subject": {"claims": {"sub": None}},
    "a subject without end": {"claims": {"sub": "x" * 256}},
    "another key": {"key": OTHER},
    "a key that it does not have": {"key": OTHER, "kid": "key-2"},
    "no signature": {"algorithm": "none", "key": None},
    "the shared secret for a key": {"algorithm": "HS256", "key": "a secret that is long enough to be one"},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_token_lets_nobody_in(
    client: Client, provider: Provider, alice: User, wrong: dict[str, Any]
) -> None:
    provider.wrong = wrong
    answer = come(client)
    assert NOT_ANSWERED in said(client, answer)
    assert not is_in(client)


def test_the_log_says_why(
    client: Client, provider: Provider, alice: User, caplog: pytest.LogCaptureFixture
) -> None:
    provider.wrong = {"claims": {"nonce": "another"}}
    with caplog.at_level(logging.WARNING):
        come(client)
    assert "The ID token's nonce is not this browser's." in caplog.text


def test_another_state_is_refused_before_the_provider_is_asked(
    client: Client, provider: Provider, alice: User
) -> None:
    back = go(client)
    provider.asked.clear()
    state = parse_qs(urlsplit(back).query)["state"][0]
    answer = client.get(back.replace(state, "another"))
    assert NOT_ANSWERED in said(client, answer)
    assert "/token" not in provider.asked
    assert not is_in(client)


def test_an_answer_that_belongs_to_another_browser_is_refused(provider: Provider, alice: User) -> None:
    """Else somebody could sign others in as themselves, and read what they then type."""
    back = go(Client())
    victim = Client()
    assert "began in another browser" in said(victim, victim.get(back))
    other = Client()
    go(other)
    assert NOT_ANSWERED in said(other, other.get(back))
    assert not is_in(victim)
    assert not is_in(other)


def test_an_answer_works_once(client: Client, provider: Provider, alice: User) -> None:
    back = go(client)
    client.get(back)
    client.post("/sign-out/")
    client.get(back)
    assert not is_in(client)


def test_an_answer_that_comes_late_is_refused(client: Client, provider: Provider, alice: User) -> None:
    back = go(client)
    with patch("people.views.oidc.time.time", return_value=time.time() + 901):
        assert client.get(back).headers["Location"] == "/sign-in/"
    assert not is_in(client)


def test_an_answer_of_another_issuer_is_refused(client: Client, provider: Provider, alice: User) -> None:
    assert NOT_ANSWERED in said(client, client.get(f"{go(client)}&iss=https://evil.example"))
    assert not is_in(client)


def test_whoever_changes_their_mind_there_comes_back_to_the_sign_in_page(
    client: Client, provider: Provider, alice: User
) -> None:
    provider.refuses = "access_denied"
    assert come(client).headers["Location"] == "/sign-in/"
    assert not is_in(client)


@pytest.mark.parametrize(
    "about",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": None},
        {"jwks_uri": ["a list"]},
        {"authorization_endpoint": "http://evil.example/a"},
    ],
)
def test_a_configuration_that_is_not_the_providers_is_refused(
    client: Client, provider: Provider, db: None, about: dict[str, Any]
) -> None:
    provider.about = about
    assert client.get(LEAVE).headers["Location"] == "/sign-in/"


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:9", "http://provider.example"])
def test_a_provider_that_cannot_be_reached_safely_is_told_in_a_sentence(
    client: Client, provider: Provider, db: None, settings: Settings, issuer: str
) -> None:
    settings.OIDC_ISSUER = issuer
    assert NOT_ANSWERED in said(client, client.get(LEAVE))


def test_what_is_kept_of_it_holds_no_token(client: Client, provider: Provider, alice: User) -> None:
    come(client)
    assert "access" not in str(client.session.items())
    assert SECRET not in str(client.session.items())


# --- Proof of oneself --------------------------------------------------------------------------


@pytest.fixture
def long_here(client: Client, provider: Provider, alice: User) -> Client:
    """Alice came in by the provider yesterday, and has no password."""
    alice.set_unusable_password()
    alice.save()
    come(client)
    session = client.session
    session["proved_at"] = time.time() - 24 * 3600
    session.save()
    return client


def test_a_person_proves_who_they_are_by_signing_in_there_anew(long_here: Client, provider: Provider) -> None:
    asked = long_here.get("/account/app/").headers["Location"]
    page = long_here.get(asked).content.decode()
    assert "Confirm with Example Inc" in page
    assert "Your password" not in page
    answer = come(long_here, "?proof=1&next=/account/app/")
    assert answer.headers["Location"] == "/account/app/"
    assert long_here.get("/account/app/").status_code == 200


@pytest.mark.parametrize("when", [None, 1_700_000_000, "now"])
def test_having_signed_in_there_some_time_ago_is_no_proof(
    long_here: Client, provider: Provider, when: Any
) -> None:
    provider.wrong = {"claims": {"auth_time": when}}
    come(long_here, "?proof=1&next=/account/app/")
    assert long_here.get("/account/app/").status_code == 302


def test_neither_is_somebody_else(long_here: Client, provider: Provider, bob: User) -> None:
    provider.claims |= {"sub": "subject-2", "email": "bob@example.com"}
    answer = come(long_here, "?proof=1&next=/account/app/")
    assert "That was somebody else." in said(long_here, answer)
    assert long_here.get("/account/app/").status_code == 302
