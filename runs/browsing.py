"""Runs in lists: found by what a person remembers of them, with what a row shows, in few queries."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from connections.digits import whole
from people.models import User
from runs import spans
from runs.models import Document, Output, Run, Tagged
from runs.searching import Question
from runs.spans import EVER, Span

PER_PAGE = 25
HAVING = {"image": "has_image", "audio": "has_audio"}


def listed(runs: QuerySet[Run], count: int) -> list[Run]:
    """Return the newest of these runs, each with the pictures its row shows (`run.pictures`)."""
    pictures = Output.objects.filter(kind="image").only("key", "run_id", "filename", "kind", "alt")
    shown = runs.order_by("-pk").defer("values", "usage", "notices", "note")
    return list(shown.prefetch_related(Prefetch("outputs", pictures, to_attr="pictures"), "tags")[:count])


def number(text: str) -> int:
    """Return the number that a text is; -1 for one that is none."""
    found = whole(text)
    return -1 if found is None else found


@dataclass(frozen=True)
class Narrowing:
    """What a list is narrowed down to, as an address says it. Empty means everything."""

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Self:
        names = [field.name for field in fields(cls)]
        return cls(**{name: str(query.get(name, "")).replace("\0", "").strip()[:200] for name in names})

    def __bool__(self) -> bool:
        return any(vars(self).values())

    @property
    def query(self) -> str:
        """The part of an address that says the same."""
        return urlencode({name: value for name, value in vars(self).items() if value})


@dataclass(frozen=True)
class Filters(Narrowing):
    """What the history is narrowed down to."""

    action: str = ""
    state: str = ""
    connection: str = ""
    model: str = ""
    since: str = ""
    until: str = ""
    having: str = ""
    tag: str = ""
    favourite: str = ""
    q: str = ""

    @property
    def finer(self) -> bool:
        """Whether one of those is set that are folded away otherwise."""
        return any((self.model, self.since, self.until, self.having, self.tag, self.favourite))

    def apply(self, runs: QuerySet[Run]) -> QuerySet[Run]:
        """Return the runs that match all but the words. A choice that is none finds none."""
        return self.span(runs).of(self.marked(runs))

    def span(self, runs: QuerySet[Run]) -> Span:
        """Return which numbers those of the runs have that are from the days asked for."""
        return spans.within(runs, self.since, self.until) if self.since or self.until else EVER

    def marked(self, runs: QuerySet[Run]) -> QuerySet[Run]:
        """Return the runs that match all but the words and the days."""
        if self.action:
            runs = runs.filter(action=self.action)
        if self.state:
            runs = runs.filter(state=self.state)
        if self.connection:
            runs = runs.filter(connection=number(self.connection))
        if self.model:
            runs = runs.filter(model=self.model)
        if self.having:
            mark = HAVING.get(self.having)
            runs = runs.filter(**{mark: True}) if mark else runs.none()
        if self.favourite:
            runs = runs.filter(favourite=True)
        if self.tag:
            runs = runs.filter(Exists(tagged(self.tag).filter(run=OuterRef("pk"))))
        return runs


@dataclass(frozen=True)
class Page:
    """A page of the history. `older` is the number to give as `before` for the next one, if there is one."""

    runs: list[Run]
    older: int | None


def page(filters: Filters, owner: User, before: str = "") -> Page:
    """Return the newest of a person's runs that match, or those that follow the run numbered `before`."""
    mine = Run.objects.visible_to(owner)
    span = filters.span(mine).before(whole(before))
    if filters.q:
        found = searched(filters.marked(mine), filters.q, owner, span)
    elif filters.tag:
        others = replace(filters, tag="").marked(mine)
        found = listed(Run.objects.filter(pk__in=with_tag(others, filters.tag, span)), PER_PAGE + 1)
    else:
        found = listed(span.of(filters.marked(mine)), PER_PAGE + 1)
    shown = found[:PER_PAGE]
    return Page(shown, shown[-1].pk if len(found) > PER_PAGE else None)


def tagged(tag: str) -> QuerySet[Tagged]:
    return Tagged.objects.filter(tag=number(tag))


def with_tag(runs: QuerySet[Run], tag: str, span: Span) -> list[int]:
    """Return the newest of these runs that have a tag: looked for among those that have it, few or many."""
    among = Exists(span.of(runs.order_by()).filter(pk=OuterRef("run")))
    found = span.of(tagged(tag), "run").filter(among).order_by("-run")
    return list(found.values_list("run", flat=True)[: PER_PAGE + 1])


def searched(runs: QuerySet[Run], text: str, owner: User, span: Span = EVER) -> list[Run]:
    """Return the newest of these runs that have the words, each with what was found in it (`run.excerpt`)."""
    question = Question.read(text)
    keys = list(question.matches(runs, owner, span).values_list("pk", flat=True)[: PER_PAGE + 1])
    texts = dict(Document.objects.filter(pk__in=keys).values_list("pk", "text"))
    found = listed(Run.objects.filter(pk__in=keys), PER_PAGE + 1)
    for run in found:
        run.excerpt = question.excerpt(texts[run.pk])
    return found
