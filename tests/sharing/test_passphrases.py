"""The passphrase of a link: asked before anything is shown, and not to be guessed."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth import hashers
from django.test import Client
from django.utils import crypto, timezone

from people.lockout import LASTS, LIMITS
from people.models import Tries
from runs.models import Run
from sharing import links
from sharing.models import Link
from tests.sharing.pages import PROMPT, linked

COMPARE = "django.contrib.auth.hashers.constant_time_compare"
SECRET = "open sesame, please"


@pytest.fixture
def link(as_alice: Client, run: Run) -> str:
    return linked(as_alice, run, {"passphrase": SECRET})


def guess(link: str, typed: str, address: str = "192.0.2.1") -> Any:
    return Client(REMOTE_ADDR=address).post(link, {"passphrase": typed})


def test_nothing_is_shown_before_it_is_typed(link: str, run: Run) -> None:
    visitor = Client()
    for answer in (visitor.get(link), visitor.post(link), visitor.post(link, {"passphrase": "wrong one"})):
        page = answer.content.decode()
        assert "For you" not in page
        assert PROMPT not in page
    assert visitor.get(f"{link}attachments/{run.attachments.get().key}/talk.mp3").status_code == 404
    visitor.post(link, {"passphrase": SECRET})
    assert PROMPT in visitor.get(link).content.decode()


def test_a_wrong_one_is_said_and_counts_no_view(link: str) -> None:
    answer = guess(link, "wrong one")
    assert answer.status_code == 422
    assert "This is not the passphrase." in answer.content.decode()
    assert Link.objects.get().views == 0


def test_after_too_many_wrong_ones_from_anywhere_the_right_one_must_wait(link: str) -> None:
    for number in range(LIMITS[Tries.Kind.LINK]):
        answer = guess(link, "wrong one", f"192.0.2.{number}")
    assert answer.status_code == 429
    assert guess(link, SECRET, "198.51.100.1").status_code == 429
    assert "The passphrase was wrong too often" in guess(link, SECRET, "198.51.100.1").content.decode()
    with patch("django.utils.timezone.now", return_value=timezone.now() + LASTS + timedelta(seconds=1)):
        assert guess(link, SECRET, "198.51.100.1").status_code == 302


def test_whoever_guesses_at_many_links_must_wait_as_at_signing_in(
    as_alice: Client, link: str, run: Run
) -> None:
    others = [link, *(linked(as_alice, run, {"passphrase": SECRET}) for _ in range(2))]
    for number in range(LIMITS[Tries.Kind.ADDRESS]):
        answer = guess(others[number % 3], "wrong one")
    assert answer.status_code == 429
    signing_in = Client(REMOTE_ADDR="192.0.2.1").post("/sign-in/", {"username": "alice", "password": "x"})
    assert signing_in.status_code == 429


def test_it_is_compared_in_constant_time_and_only_while_the_link_is_open(link: str) -> None:
    with patch(COMPARE, wraps=crypto.constant_time_compare) as compared:
        guess(link, "wrong one")
        assert compared.call_count == 1
        Link.objects.update(until=timezone.now())
        assert guess(link, SECRET).status_code == 410
        assert compared.call_count == 1


def test_two_links_of_one_passphrase_do_not_look_alike(as_alice: Client, link: str, run: Run) -> None:
    linked(as_alice, run, {"passphrase": SECRET})
    kept = set(Link.objects.values_list("passphrase", flat=True))
    assert len(kept) == 2
    assert SECRET not in str(kept)
    found = links.found(link.split("/")[2])
    assert found is not None
    assert hashers.check_password(SECRET, found.passphrase)
