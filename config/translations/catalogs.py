"""The catalogs of each language: brought up to date, compiled, and judged."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

from config.data import HERE
from config.translations.extraction import extracted

FOLDER = HERE / "config/locale"
DOMAINS = ("django", "djangojs")
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")


def file_of(language: str, domain: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / f"{domain}.po"


def catalog_of(language: str, domain: str) -> Catalog:
    """Return what a language has: nothing yet, where nobody has begun it."""
    if not file_of(language, domain).exists():
        return Catalog(locale=language, domain=domain, project="Workroom")
    with file_of(language, domain).open("rb") as file:
        return read_po(file, locale=language, domain=domain)


def write(language: str, domain: str) -> None:
    """Bring a language's catalog up to date with the texts there are now, and compile it."""
    catalog, path = catalog_of(language, domain), file_of(language, domain)
    catalog.update(extracted(domain), no_fuzzy_matching=True, update_creation_date=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        # Without lines, so that it changes with the texts alone; those that have gone go.
        write_po(file, catalog, width=110, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


def faults(language: str, domain: str) -> Iterator[str]:
    """Yield what is wrong with a language's catalog as it stands, in words."""
    path, catalog = file_of(language, domain), catalog_of(language, domain)
    name, there, needed = path.relative_to(HERE), texts(catalog), texts(extracted(domain))
    yield from (f"{name} lacks {text!r}" for text in needed.keys() - there.keys())
    yield from (f"{name} has {text!r}, which nothing says any more" for text in there.keys() - needed.keys())
    for message in catalog:
        yield from (f"{name}: {message.id!r} {fault}" for fault in faults_of(message, catalog))
    with path.with_suffix(".mo").open("rb") as file:
        if translated(read_mo(file)) != translated(catalog):
            yield f"{name} was changed after it was compiled: run `make messages`"


def texts(catalog: Catalog) -> dict[tuple[str | None, ...], list[str]]:
    """Return what a catalog holds, by text and context."""
    return {
        (*as_list(message.id), message.context): as_list(message.string) for message in catalog if message.id
    }


def translated(catalog: Catalog) -> dict[tuple[str | None, ...], list[str]]:
    """Return what of it is translated."""
    return {text: said for text, said in texts(catalog).items() if all(said)}


def faults_of(message: Message, catalog: Catalog) -> Iterator[str]:
    """Yield what is wrong with one translation: nothing, if it may be shown."""
    if not message.id:
        return
    said = as_list(message.string)
    if message.fuzzy:
        yield "is only guessed"
    if not all(said) or len(said) != (catalog.num_plurals if message.pluralizable else 1):
        yield "is not translated"
    elif (found := placeholders(said)) != (wanted := placeholders(as_list(message.id))):
        yield f"is translated with the placeholders {found}, not {wanted}"


def placeholders(words: list[str]) -> list[str]:
    """Return the places to fill in, each as often as in the form that has it most often."""
    most = Counter[str]()
    for each in words:
        most |= Counter(PLACEHOLDER.findall(each))
    return sorted(most.elements())


def as_list(words: object) -> list[str]:
    return list(words) if isinstance(words, list | tuple) else [str(words or "")]
