"""Which rule a run falls under, and until when it is kept by it.

One rule decides about a run, the most specific: one for an action and a group, then one for an action, then
one for a group, then one for everything. Of two that are alike, since a person is in two groups, the one
that keeps less long.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from retention.models import Keep, Rule
from runs.models import Run
from runs.models.state import OVER
from statements import Kept

RULES = Kept(lambda: Rule.objects.select_related("group"))  # every page of a run that is over asks for them


@dataclass(frozen=True)
class Decision:
    """What a rule says of one run. `until` is None for ever; `kept` says that the owner keeps it longer."""

    rule: Rule
    until: datetime | None
    kept: bool


def rules() -> list[Rule]:
    """Return the rules, the most specific first."""
    return sorted(RULES.rows(), key=lambda rule: rule.rank)


def matching(rule: Rule) -> Q:
    """Return the condition under which a rule is about a run."""
    about = Q(action=rule.action) if rule.action else Q()
    return about & Q(owner__in=rule.group.user_set.values("pk")) if rule.group else about


def governed(rules: Iterable[Rule]) -> Iterator[tuple[Rule, QuerySet[Run]]]:
    """Yield each rule, most specific first, with the runs that it alone decides about."""
    left = Run.objects.kept().filter(state__in=OVER)
    for rule in rules:
        yield rule, left.filter(matching(rule))
        left = left.exclude(matching(rule)) if matching(rule) else left.none()


def due(rule: Rule, runs: QuerySet[Run]) -> QuerySet[Run]:
    """Return those of a rule's runs whose time is over, but for those that people keep."""
    if rule.days is None:
        return runs.none()
    over = runs.filter(finished_at__lt=timezone.now() - timedelta(days=rule.days))
    return over.exclude(Exists(Keep.objects.filter(run=OuterRef("pk")))) if rule.keepable else over


def decision(run: Run) -> Decision | None:
    """Return what is decided about a run that is over; None where no rule is about it."""
    groups: set[int] | None = None
    for rule in rules():
        if rule.group_id and groups is None:
            groups = set(run.owner.groups.values_list("pk", flat=True))
        if rule.action in ("", run.action) and (rule.group_id is None or rule.group_id in (groups or ())):
            ended = run.finished_at or run.created_at
            until = ended + timedelta(days=rule.days) if rule.days is not None else None
            kept = rule.keepable and Keep.objects.filter(run=run).exists()
            return Decision(rule, until, kept)
    return None
