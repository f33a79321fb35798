"""Deleting runs, and thinking better of it."""

from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from people.access import Access, access
from runs import discarding
from runs.models import Run
from runs.paging import page
from runs.views import Request, run_or_404, uuid


@access(Access.OWNER)
@require_POST
def delete(request: Request, key: UUID) -> HttpResponse:
    """Delete a run. What is not over yet must be cancelled first."""
    run = run_or_404(request, key)
    if not run.is_over:
        messages.warning(request, _("This is not over yet: cancel it, then delete it."))
        return redirect(run)
    deleted(request, Run.objects.filter(pk=run.pk))
    return redirect("runs:history")


@access(Access.SIGNED_IN)
@require_POST
def restore(request: Request) -> HttpResponse:
    """Put back what was deleted at a moment, as the message about it says, or what the page of it names."""
    runs = discarding.restore(meant(request))
    if not runs:
        messages.warning(request, _("It is too late to undo that: it has been deleted for good."))
        return redirect("runs:history")
    said = ngettext("It is back.", "%(count)d runs are back.", len(runs))
    messages.success(request, said % {"count": len(runs)})
    return redirect(runs[0]) if len(runs) == 1 else redirect("runs:history")


def meant(request: Request) -> QuerySet[Run]:
    """Return what a form wants put back: all, one, or what was deleted together."""
    runs = discarding.restorable(request.user)
    if "all" in request.POST:
        return runs
    if key := uuid(request.POST.get("run", "")):
        return runs.filter(key=key)
    moment = read(request.POST.get("moment", ""))
    return runs.filter(discarded_at=moment) if moment else runs.none()


@access(Access.SIGNED_IN)
@require_safe
def lately(request: Request) -> HttpResponse:
    """What can still be put back: a person's own."""
    runs = discarding.restorable(request.user).defer("values", "usage", "notices", "note")
    context = {"page": page(runs, request.GET.get("before", "")), "minutes": settings.UNDO_MINUTES}
    return render(request, "runs/deleted.html", context)


def deleted(request: Request, runs: QuerySet[Run]) -> int:
    """Delete those of the runs that are over, say so, and offer to undo it; return how many they were."""
    moment, count = discarding.discard(runs)
    if count:
        said = ngettext("Deleted, with its files.", "%(count)d runs were deleted, with their files.", count)
        messages.success(request, said % {"count": count}, extra_tags=moment.isoformat())
    return count


def read(moment: str) -> datetime | None:
    try:
        return datetime.fromisoformat(moment).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
