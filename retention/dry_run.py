"""What rules would delete now: how many runs, how large, how old, of how many people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, Sum

from actions import registry
from retention.deciding import due, governed
from retention.models import Rule
from runs.models import Attachment, Output, Run


@dataclass(frozen=True)
class Going:
    """The runs of one action that one rule deletes. `size` is that of their files, in bytes."""

    rule: Rule
    action: str
    count: int
    people: int
    oldest: datetime
    newest: datetime
    size: int


def going(rules: Iterable[Rule]) -> list[Going]:
    """Return what these rules, the most specific first, would delete now."""
    return [one for rule, runs in governed(rules) for one in of_rule(rule, due(rule, runs))]


def of_rule(rule: Rule, runs: QuerySet[Run]) -> Iterator[Going]:
    facts: Any = {"count": Count("pk"), "people": Count("owner", distinct=True)}
    facts |= {"oldest": Min("finished_at"), "newest": Max("finished_at")}
    found: Any = runs.order_by().values("action").annotate(**facts).order_by("action")
    sizes = sizes_of(runs) if found else {}
    for one in found:
        slug = one.pop("action")
        yield Going(rule=rule, action=registry.title_of(slug), size=sizes.get(slug, 0), **one)


def sizes_of(runs: QuerySet[Run]) -> dict[str, int]:
    """Return the bytes of the files of these runs, by their action."""
    sizes: dict[str, int] = {}
    for table in (Attachment, Output):
        rows = table._default_manager.filter(run__in=runs.values("pk")).order_by()
        for action, size in rows.values_list("run__action").annotate(Sum("size")):
            sizes[action] = sizes.get(action, 0) + (size or 0)
    return sizes


def total(found: Iterable[Going]) -> int:
    return sum(one.count for one in found)
