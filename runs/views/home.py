"""The first page: what a person can do, what they did last, and what needs an administrator."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions import registry
from connections.models import Connection
from people.access import Access, access
from runs import attention
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
        "concerns": attention.concerns() if request.user.is_superuser else [],
        "no_connection": not usable,
        "only_practice": usable == {"practice"},
    }
    return render(request, "runs/home.html", context)
