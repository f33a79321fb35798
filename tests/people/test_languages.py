"""Each person reads Workroom in the language they chose."""

import pytest
from django.test import Client
from django.utils import translation

from people.languages import speaking
from people.models import User
from tests.conftest import PASSWORD

GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


def language_of(client: Client, path: str, **headers: str) -> str:
    """Return what the page says of its language: `lang` and `dir`."""
    page = client.get(path, headers=headers, follow=True).content.decode()
    return page.split("<html ", 1)[1].split(">", 1)[0]


def test_before_signing_in_the_browser_says_which_language(client: Client, carol: User) -> None:
    assert language_of(client, "/sign-in/", **GERMAN) == 'lang="de" dir="ltr"'
    assert language_of(client, "/sign-in/", **{"Accept-Language": "fi"}) == 'lang="en" dir="ltr"'


def test_a_choice_before_signing_in_counts_for_more_than_the_browser(client: Client, carol: User) -> None:
    answer = client.post("/language/", {"language": "es", "next": "/sign-in/?next=/runs/"}, headers=GERMAN)
    assert answer.headers["Location"] == "/sign-in/?next=/runs/"
    assert answer.cookies["django_language"]["httponly"]
    assert 'lang="es"' in language_of(client, "/sign-in/", **GERMAN)


def test_whoever_comes_in_for_the_first_time_keeps_the_language_they_came_in(
    client: Client, alice: User
) -> None:
    client.post("/sign-in/", {"username": "alice", "password": PASSWORD}, headers=GERMAN)
    alice.refresh_from_db()
    assert alice.language == "de"
    assert 'lang="de"' in language_of(client, "/account/", **{"Accept-Language": "en"})


def test_coming_in_by_another_browser_does_not_change_what_somebody_chose(
    client: Client, alice: User
) -> None:
    User.objects.update(language="es")
    client.post("/sign-in/", {"username": "alice", "password": PASSWORD}, headers=GERMAN)
    alice.refresh_from_db()
    assert alice.language == "es"


def test_a_person_chooses_in_their_account_and_it_stays_in_the_browser_too(
    as_alice: Client, alice: User
) -> None:
    as_alice.post("/language/", {"language": "de", "next": "/account/"})
    alice.refresh_from_db()
    assert alice.language == "de"
    assert 'lang="de"' in language_of(as_alice, "/account/")
    as_alice.post("/sign-out/")
    assert 'lang="de"' in language_of(as_alice, "/sign-in/")


@pytest.mark.parametrize("odd", ["", "xx", "de\0", "../../etc"])
def test_a_language_that_there_is_not_changes_nothing(as_alice: Client, alice: User, odd: str) -> None:
    answer = as_alice.post("/language/", {"language": odd, "next": "//elsewhere.example/"})
    alice.refresh_from_db()
    assert alice.language == ""
    assert answer.headers["Location"] == "/"
    assert "django_language" not in answer.cookies


def test_the_account_names_each_language_in_itself_and_marks_the_present_one(as_alice: Client) -> None:
    page = as_alice.get("/account/").content.decode()
    assert [name for name in ("English", "Deutsch", "Español") if f">{name}</button>" in page] == [
        "English",
        "Deutsch",
        "Español",
    ]
    assert 'value="en" lang="en" aria-pressed="true"' in page
    assert 'value="de" lang="de" aria-pressed="false"' in page


def test_whoever_is_not_here_is_spoken_to_in_their_own_language(alice: User, bob: User) -> None:
    alice.language = "de"
    with speaking(alice):
        assert translation.get_language() == "de"
    with speaking(bob):
        assert translation.get_language() == "en"
