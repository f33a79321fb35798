"""Finds every text that is marked for translation, in Python, templates and scripts."""

import ast
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python
from django.utils.translation.template import templatize

from config.data import HERE

LAZY = {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
KEYWORDS: Mapping[str, Any] = {**DEFAULT_KEYWORDS, **LAZY}
CATALOG = HERE / "actions/catalog"
# What these say is for programs and programmers, and stays English.
UNSPOKEN = {"tests", "practice", "migrations"}


def from_template(file: BinaryIO, keywords: Any, tags: Any, options: Any) -> Iterator[Any]:
    """Babel's method for Django's templates: it sees the tags as calls, whatever they were indented by."""
    code = "\n".join(line.strip() for line in templatize(file.read().decode()).splitlines())
    yield from extract_python(BytesIO(code.encode()), keywords, tags, options)


def from_catalog(file: BinaryIO, keywords: Any, tags: Any, options: Any) -> Iterator[Any]:
    """Babel's method for a module of an action, whose docstring tells people in a line what it does."""
    source = file.read()
    yield from extract_python(BytesIO(source), keywords, tags, options)
    for each in ast.parse(source).body:
        if isinstance(each, ast.ClassDef) and any(
            ast.unparse(base).endswith("Action") for base in each.bases
        ):
            yield each.lineno, "gettext", (ast.get_docstring(each) or "").partition("\n")[0], []


def sources(domain: str) -> Iterator[tuple[Path, Any]]:
    """Yield the files that may hold texts of a domain, with the method that reads them."""
    if domain == "djangojs":
        yield from ((path, "javascript") for path in sorted((HERE / "static").rglob("*.js")))
        return
    packages = sorted(marker.parent for marker in HERE.glob("*/__init__.py"))
    for package in packages:
        found = sorted(package.rglob("*.py"))
        paths = (path for path in found if not UNSPOKEN & set(path.relative_to(HERE).parts))
        yield from ((path, from_catalog if path.parent == CATALOG else "python") for path in paths)
    for kind in ("*.html", "*.txt"):
        yield from ((path, from_template) for path in sorted((HERE / "templates").rglob(kind)))


def extracted(domain: str) -> Catalog:
    """Return the texts of a domain ("django" or "djangojs"), without translations."""
    catalog = Catalog(project="Workroom", charset="utf-8")
    for path, method in sources(domain):
        with path.open("rb") as file:
            for _, message, comments, context in extract(method, file, KEYWORDS, ["Translators:"]):
                where = (str(path.relative_to(HERE)), None)
                catalog.add(message, None, [where], auto_comments=comments, context=context)  # type: ignore[list-item]  # no line: Babel leaves it out
    return catalog
