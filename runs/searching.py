"""Runs found by their words: what a person typed, read as a question to either database's index.

Words must all be there, in any order; "words in quotes" next to each other; -word must not; begin* is how a
word begins. Whatever is typed is such a question: there is none that is wrong.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from django.db import connection
from django.db.models import BooleanField, Exists, F, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from people.models import User
from runs.models import Document, Match, Run
from runs.models.spelling import spelt, words
from runs.spans import EVER, Span

TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))(\*?)')
FEW = 5_000  # texts: of more, those of a page are soon found among the newest of all
BEFORE, AFTER = 60, 180  # characters that an excerpt shows around the first match


class Piece(NamedTuple):
    """A piece of an excerpt, and whether it is what was looked for."""

    text: str
    sought: bool = False


@dataclass(frozen=True)
class Term:
    """Words that stand next to each other; with `begins`, the last is only how a word begins."""

    words: tuple[str, ...]
    begins: bool = False

    @property
    def on_sqlite(self) -> str:
        return f'"{" ".join(self.words)}"' + " *" * self.begins

    @property
    def on_postgresql(self) -> str:
        return "(" + " <-> ".join(f"'{word}'" for word in self.words) + ":*" * self.begins + ")"

    def ends(self, found: list[re.Match[str]], start: int) -> int | None:
        """Return where the term ends, in characters, if it stands at a place in these words."""
        there = [word[0] for word in found[start : start + len(self.words)]]
        if self.begins and len(there) == len(self.words) and there[-1].startswith(self.words[-1]):
            there[-1] = self.words[-1]
        return found[start + len(there) - 1].end() if tuple(there) == self.words else None


@dataclass(frozen=True)
class Question:
    """What is looked for, and what must not be there."""

    sought: tuple[Term, ...]
    unwanted: tuple[Term, ...]

    @classmethod
    def read(cls, text: str) -> Self:
        terms: dict[bool, list[Term]] = {False: [], True: []}
        for minus, quoted, bare, star in TERM.findall(text):
            if found := spelt(quoted or bare):
                terms[bool(minus)].append(Term(tuple(found), bool(star) or bare.endswith("*")))
        return cls(tuple(terms[False]), tuple(terms[True]))

    def __bool__(self) -> bool:
        return bool(self.sought or self.unwanted)

    def matches(self, runs: QuerySet[Run], owner: User, span: Span = EVER) -> QuerySet[Any]:
        """Return the index's rows for these runs of a person within a span, newest first.

        Their keys are the runs'. The index is asked first, in the order of the runs, and stops once it gave
        as many as are wanted.
        """
        if not self:
            return Match.objects.none()
        among = Exists(span.of(runs.order_by()).filter(pk=OuterRef("pk")))
        if connection.vendor == "sqlite":
            return span.of(Match.objects.filter(self._on_sqlite(owner), among)).order_by("-pk")
        found = span.of(Document.objects.filter(self._on_postgresql(), owner=owner))
        # Few are all taken from the index of words, then put in order. By itself PostgreSQL goes through the
        # texts, newest first: it takes even a word that is nowhere to be in some of the newest.
        newest = F("pk") + 0 if self.sought and seldom(found) else F("pk")
        return found.filter(among).order_by(newest.desc())

    def _on_sqlite(self, owner: User) -> RawSQL:
        parts = [f"words : ({' '.join(term.on_sqlite for term in self.sought)})"] if self.sought else []
        asked = " AND ".join([f'owner_id : "{owner.pk}"', *parts])
        if self.unwanted:
            asked = f"({asked}) NOT words : ({' OR '.join(term.on_sqlite for term in self.unwanted)})"
        return RawSQL("runs_search MATCH %s", [asked], BooleanField())

    def _on_postgresql(self) -> RawSQL:
        parts = [term.on_postgresql for term in self.sought]
        parts += [f"!{term.on_postgresql}" for term in self.unwanted]
        return RawSQL("vector @@ to_tsquery('simple', %s)", [" & ".join(parts)], BooleanField())

    def excerpt(self, text: str) -> list[Piece]:
        """Return the part of a text around the first match, in pieces; nothing if there is none."""
        found = list(words(text))
        spans = self._spans(found)
        first = next(spans, None)
        if first is None:
            return []
        line = text.rfind("\n", 0, first[0]) + 1
        start = max(line, min(word.start() for word in found if word.end() > first[0] - BEFORE))
        end = max(first[1], start + BEFORE + AFTER)
        pieces = [Piece("…" if start else "")]
        for begin, after in [first, *spans]:
            if begin >= end:
                break
            if begin >= start:
                pieces += [Piece(text[start:begin]), Piece(text[begin:after], sought=True)]
                start = after
        return [*pieces, Piece(text[start:end] + "…" * (end < len(text)))]

    def _spans(self, found: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
        """Yield where the terms stand among these words, from their first character to behind the last."""
        for place, word in enumerate(found):
            if ends := [end for term in self.sought if (end := term.ends(found, place))]:
                yield word.start(), max(ends)


def seldom(found: QuerySet[Document]) -> bool:
    """Tell whether PostgreSQL expects few such texts, by what it knows of the commonest words."""
    (expected,) = json.loads(found.order_by().values("pk").explain(format="json"))
    return bool(expected["Plan"]["Plan Rows"] < FEW)
