"""The words of our scripts come as a script of their own, which the browser keeps."""

from django.test import Client

from config import words


def test_every_page_names_the_script_with_the_words_of_its_language(as_alice: Client) -> None:
    as_alice.post("/language/", {"language": "de"})
    page = as_alice.get("/account/").content.decode()
    assert f'<script defer src="{words.address("de")}"></script>' in page
    assert page.index("/words/de.js") < page.index("js/shell.js")


def test_it_is_kept_for_good_because_its_address_changes_with_its_words(client: Client, db: None) -> None:
    answer = client.get(words.address("es"))
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert b"globals.ngettext" in answer.content
    assert answer.content != client.get(words.address("de")).content


def test_there_is_none_for_a_language_that_there_is_not(client: Client, db: None) -> None:
    assert client.get("/words/xx.js").status_code == 404
