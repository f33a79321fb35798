"""Deletes what the rules say, in small steps."""

from django.db import transaction
from django.db.models import QuerySet

from audit.events import Event
from audit.trail import record
from retention.deciding import due, governed, rules
from retention.models import RemoteCopy, Rule
from runs.models import Run

AT_ONCE = 50


def apply_rules() -> None:
    """Delete some of the runs whose time is over, with their files. The next step takes the next."""
    left = AT_ONCE
    for rule, runs in governed(rules()):
        over = due(rule, runs)
        for pk in list(over.order_by("finished_at").values_list("pk", flat=True)[:left]):
            left -= expire(rule, over.filter(pk=pk))
        if left <= 0:
            return


@transaction.atomic
def expire(rule: Rule, one: QuerySet[Run]) -> bool:
    """Delete a run, if its time is over still: somebody may keep it at this moment."""
    run = one.select_for_update().first()
    if run is None:
        return False
    if rule.at_server:
        RemoteCopy.objects.note(run)
    record(Event.RUN_EXPIRED, run, owner=str(run.owner), rule=str(rule))
    run.delete()
    return True
