"""The catalogs: what is extracted, and what is found wrong with a translation."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from config.translations import catalogs
from config.translations.extraction import KEYWORDS, extracted, from_template, sources

PAGE = """
{% load i18n %}
    <h1>{% translate "One word" %}</h1>
  {% blocktranslate trimmed count counter=runs|length %}
    One run
    {% plural %}
    {{ counter }} runs
  {% endblocktranslate %}
<p>{% translate "Open" context "a state" %}</p>
"""
ITALIAN = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Yes"
msgstr "Sì"
"""


def test_the_texts_of_a_template_are_found_however_it_is_indented() -> None:
    found = [called[1:3] for called in from_template(BytesIO(PAGE.encode()), KEYWORDS, [], {})]
    assert found == [
        ("gettext", "One word"),
        ("ngettext", ("One run", "%(counter)s runs", None)),
        ("pgettext", ("a state", "Open")),
    ]


def test_what_a_person_reads_is_extracted_and_what_programs_read_is_not() -> None:
    places = {place for message in extracted("django") for place, _ in message.locations}
    assert "templates/document.html" in places
    assert not [place for place in places if place.startswith(("tests/", "practice/", "node_modules/"))]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("", "is not translated"),
        ("Alle Läufe", "is translated with the placeholders [], not ['%(count)d', '{name}']"),
        ("%(count)d von {nam}", "is translated with the placeholders ['%(count)d', '{nam}'], not "),
    ],
)
def test_a_translation_that_lacks_something_is_found(said: str, fault: str) -> None:
    message = Message("%(count)d of {name}", said)
    assert [found.startswith(fault) for found in catalogs.faults_of(message, Catalog(locale="de"))] == [True]


def test_a_guess_is_no_translation() -> None:
    message = Message("Yes", "Ja", flags=["fuzzy"])
    assert list(catalogs.faults_of(message, Catalog(locale="de"))) == ["is only guessed"]


def test_a_plural_needs_all_its_forms() -> None:
    message = Message(("one run", "%(count)s runs"), ("ein Lauf", ""))
    assert list(catalogs.faults_of(message, Catalog(locale="de"))) == ["is not translated"]


@pytest.fixture
def italian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalog of one text, as somebody who begins a language would write it."""
    monkeypatch.setattr(catalogs, "FOLDER", tmp_path)
    monkeypatch.setattr(catalogs, "HERE", tmp_path)
    texts = Catalog()
    texts.add("Yes")
    monkeypatch.setattr(catalogs, "extracted", lambda _domain: texts)
    path = catalogs.file_of("it", "django")
    path.parent.mkdir(parents=True)
    path.write_text(ITALIAN)
    return path


def test_a_catalog_that_was_written_and_compiled_has_no_faults(italian: Path) -> None:
    catalogs.write("it", "django")
    assert list(catalogs.faults("it", "django")) == []


def test_a_language_that_nobody_has_begun_gets_a_catalog_to_fill_in(italian: Path) -> None:
    catalogs.write("pl", "django")
    begun = catalogs.file_of("pl", "django")
    assert list(catalogs.faults("pl", "django")) == [f"pl/LC_MESSAGES/{begun.name}: 'Yes' is not translated"]
    assert "nplurals=3" in begun.read_text()


def test_a_catalog_that_was_changed_after_it_was_compiled_is_found(italian: Path) -> None:
    catalogs.write("it", "django")
    italian.write_text(italian.read_text().replace("Sì", "Certo"))
    assert [fault.split(":")[0] for fault in catalogs.faults("it", "django")] == [
        "it/LC_MESSAGES/django.po was changed after it was compiled"
    ]


def test_a_text_that_is_missing_and_one_that_has_gone_are_found_and_mended(italian: Path) -> None:
    italian.write_text(ITALIAN.replace("Yes", "No"))
    catalogs.write("it", "django")
    assert "No" not in italian.read_text()
    assert list(catalogs.faults("it", "django")) == [
        "it/LC_MESSAGES/django.po: 'Yes' is not translated"
    ]  # fmt: skip


ALIAS = re.compile(r"import n?p?gettext\w* as (\w+)|translation import .*gettext\w* as (\w+)")


def test_no_module_gives_the_marks_a_name_that_is_not_looked_for() -> None:
    paths = [path for path, method in sources("django") if path.suffix == ".py"]
    aliases = {name for path in paths for found in ALIAS.findall(path.read_text()) for name in found if name}
    assert aliases == {"_"}
