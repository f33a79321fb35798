"""What a page asks for now and then: what has ended meanwhile, for whoever is elsewhere in Workroom."""

from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from people.access import Access, access
from runs import notices
from runs.views import Request


@access(Access.SIGNED_IN)
@require_safe
@never_cache
def told(request: Request) -> HttpResponse:
    """Tell what has ended, and how many runs are under way; with `count`, only the latter.

    Without htmx there is nothing here to look at: the history shows the same.
    """
    if not request.htmx:
        return redirect("runs:history")
    found = notices.news(request.user)
    ended = [] if "count" in request.GET else notices.to_tell(found, watched(request))
    page = render(request, "runs/_notices.html", {"ended": ended}) if ended else HttpResponse(status=204)
    return trigger_client_event(page, "under-way", {"count": found.under_way, "again": found.again})


def watched(request: Request) -> str:
    """Return the path of the page that asks; of one that nobody looks at, none."""
    return "" if away(request) else urlsplit(request.htmx.current_url or "").path


def away(request: Request) -> bool:
    """Whether the page that asks is out of sight: behind another tab or window."""
    return "Away" in request.headers
