"""The first page: what a person can do, what they did last, and what needs an administrator."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from actions import registry
from connections.models import Connection
from people.access import Access, access
from runs import attention, tour
from runs import home as found
from runs.views import Request


@access(Access.SIGNED_IN)
@require_safe
def home(request: Request) -> HttpResponse:
    usable = set(Connection.objects.usable_by(request.user).values_list("preset", flat=True))
    context = {
        "groups": registry.menu(),
        "favourites": found.most_used(request.user),
        "under_way": found.under_way(request.user),
        "recent": found.lately(request.user),
        "tour": tour.steps(request.user, connected=bool(usable)),
        "concerns": attention.concerns() if request.user.is_superuser else [],
        "no_connection": not usable,
        "only_practice": usable == {"practice"},
    }
    return render(request, "runs/home.html", context)


@access(Access.SIGNED_IN)
@require_POST
def tour_close(request: Request) -> HttpResponse:
    """Put the first steps away for good."""
    request.user.tour_closed = True
    request.user.save(update_fields=["tour_closed"])
    return redirect("runs:home")
