"""Where a run comes from and what went on from it."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import User
from runs.models import Output, Run
from statements import OTHER, SOME, Kept

LONGEST, MOST_NEXT = 12, 8
FILE = _("File")
NAMES = {
    "text": _("Answer"),
    "image": _("Picture"),
    "audio": _("Recording"),
    "transcript": _("Transcript"),
    "thread": _("Thread"),
}


def following() -> QuerySet[Run]:
    children = Run.objects.visible_to(User(pk=SOME)).filter(parent=OTHER).select_related("source")
    return children.order_by("-pk")[:MOST_NEXT]


NEXT = Kept(following)


@dataclass(frozen=True)
class Link:
    """A run of a chain; `by` is the result through which it came from the one before, blank for none."""

    run: Run
    by: str


def named(output: Output | None) -> str:
    """Return what a person calls a result that was gone on from."""
    return (output.note or str(NAMES.get(output.kind, FILE))) if output else ""


def before(run: Run, viewer: User) -> list[Link]:
    """Return the runs that led to this one, oldest first, as far as the viewer may see them."""
    links: list[Link] = []
    visible = Run.objects.visible_to(viewer).select_related("source").defer("values", "usage", "notices")
    parent = run.parent_id
    while parent and len(links) < LONGEST and (found := visible.filter(pk=parent).first()):
        links.append(Link(found, named(found.source)))
        parent = found.parent_id
    return links[::-1]


def after(run: Run, viewer: User) -> list[Link]:
    """Return the latest runs that went on from this one, in the order in which they did."""
    return [Link(child, named(child.source)) for child in NEXT.rows(key=viewer.pk, other=run.pk)][::-1]
