"""What is done with several runs at once: those whose boxes were ticked in the history."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from people.access import Access, access
from runs import comparing, labelling
from runs.forms import checked
from runs.models import Run
from runs.views import Request, back, ticked
from runs.views.deleting import deleted

MOST = 1000


@access(Access.SIGNED_IN)
@require_POST
def chosen(request: Request) -> HttpResponse:
    """Do with the chosen runs what the button says that was pressed, and go back to the list."""
    return done(request, DEEDS.get(request.POST.get("deed", "")))


def done(request: Request, deed: "Deed | None") -> HttpResponse:
    """Do something with the chosen runs; say so if there are none."""
    runs = chosen_by(request)
    count = runs.count()
    if not count:
        messages.warning(request, _("Nothing was chosen: tick the runs first, then press the button."))
    elif deed and (answer := deed(request, runs, count)):
        return answer
    return back(request, "runs:history")


def chosen_by(request: Request) -> QuerySet[Run]:
    """Return the person's own runs that were ticked."""
    return Run.objects.visible_to(request.user).filter(key__in=ticked(request, MOST))


def tags_of(request: Request) -> list[str]:
    """Return the tags that were typed; say what is wrong with them, if anything is."""
    try:
        tags = checked(request.POST.get("tags", "")[:2000].replace("\0", ""))
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return []
    if not tags:
        messages.warning(request, _("No tag was named: type one or more first, with commas between them."))
    return tags


def tag(request: Request, runs: QuerySet[Run], count: int) -> None:
    if tags := tags_of(request):
        labelling.tag(request.user, runs, tags)
        said = ngettext(
            "One run has these tags now: %(tags)s.", "%(count)d runs have these tags now: %(tags)s.", count
        )
        messages.success(request, said % {"count": count, "tags": ", ".join(tags)})


def untag(request: Request, runs: QuerySet[Run], count: int) -> None:
    if tags := tags_of(request):
        labelling.untag(request.user, runs, tags)
        said = ngettext("Taken off one run: %(tags)s.", "Taken off %(count)d runs: %(tags)s.", count)
        messages.success(request, said % {"count": count, "tags": ", ".join(tags)})


def star(request: Request, runs: QuerySet[Run], count: int) -> None:
    runs.update(favourite=True)
    said = ngettext("One run is a favourite now.", "%(count)d runs are favourites now.", count)
    messages.success(request, said % {"count": count})


def unstar(request: Request, runs: QuerySet[Run], count: int) -> None:
    runs.update(favourite=False)
    said = ngettext("One run is no favourite any more.", "%(count)d runs are no favourites any more.", count)
    messages.success(request, said % {"count": count})


def delete(request: Request, runs: QuerySet[Run], count: int) -> None:
    if left := count - deleted(request, runs):
        said = ngettext(
            "One run is not over yet and stays: cancel it, then delete it.",
            "%(count)d runs are not over yet and stay: cancel them, then delete them.",
            left,
        )
        messages.warning(request, said % {"count": left})


def compare(request: Request, runs: QuerySet[Run], count: int) -> HttpResponse | None:
    if count > comparing.MOST:
        messages.warning(request, _("Two to four runs can be compared: choose fewer."))
        return None
    keys = runs.order_by("pk").values_list("key", flat=True)
    return redirect(f"{reverse('runs:compare')}?{urlencode([('run', key) for key in keys])}")


Deed = Callable[[Request, QuerySet[Run], int], HttpResponse | None]
DEEDS: dict[str, Deed] = {deed.__name__: deed for deed in (tag, untag, star, unstar, delete, compare)}
