"""What people say about their runs, to find them again: a title, a note, tags, a star.

The words of it are found by search: each change writes the run's document anew, in its own transaction.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from people.models import User
from runs.models import Document, Run, Tag, Tagged

MOST_TAGS = 20


def read_tags(text: str) -> list[str]:
    """Return the tags that a text names, with commas between them, each once."""
    names = [" ".join(name.split()) for name in text.split(",")]
    return list({name.casefold(): name for name in names if name}.values())


@transaction.atomic
def describe(run: Run, title: str, note: str, tags: Sequence[str]) -> None:
    """Give a run this title, this note and just these tags."""
    only = locked(Run.objects.filter(pk=run.pk))
    only.update(title=title, note=note)
    Tagged.objects.filter(run=run).exclude(tag__in=Tag.objects.named(run.owner, tags)).delete()
    attach(run.owner, only, tags)


@transaction.atomic
def tag(owner: User, runs: QuerySet[Run], tags: Sequence[str]) -> None:
    """Give all of a person's runs these tags, beside those that they have."""
    attach(owner, locked(runs), tags)


@transaction.atomic
def untag(owner: User, runs: QuerySet[Run], tags: Iterable[str]) -> None:
    """Take these tags off all of a person's runs."""
    only = locked(runs)
    keys = [name.casefold() for name in tags]
    Tagged.objects.filter(run__in=only, tag__owner=owner, tag__key__in=keys).delete()
    settle(owner, only)


def locked(runs: QuerySet[Run]) -> QuerySet[Run]:
    """Hold the runs, so that no worker adds to their documents meanwhile."""
    return Run.objects.filter(
        pk__in=list(runs.select_for_update().order_by("pk").values_list("pk", flat=True))
    )


def attach(owner: User, runs: QuerySet[Run], tags: Sequence[str]) -> None:
    named = Tag.objects.named(owner, tags)
    pairs = [Tagged(run_id=pk, tag=tag) for pk in runs.values_list("pk", flat=True) for tag in named]
    Tagged.objects.bulk_create(pairs, ignore_conflicts=True)
    settle(owner, runs)


def settle(owner: User, runs: QuerySet[Run]) -> None:
    """Have what was said found by search, and forget the tags that are nowhere any more."""
    Document.objects.renew(runs)
    owner.tags.all().drop_unused()
