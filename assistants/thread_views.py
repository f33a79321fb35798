"""The threads a person had with assistants: found again, renamed, gone on with, deleted."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assistants.forms import ThreadForm
from assistants.models import Assistant, Conversation
from assistants.views import Request
from connections.client import Request as Call
from connections.errors import NotFound, OpenAIError
from connections.models import LISTING, Connection
from people.access import Access, access

PER_PAGE = 25


def own_or_404(request: Request, pk: int) -> Conversation:
    return get_object_or_404(Conversation, pk=pk, owner=request.user)


@access(Access.SIGNED_IN)
@require_safe
def threads(request: Request) -> HttpResponse:
    """The latest first; `connection` leaves in those of one, `before` begins after a thread."""
    own = Conversation.objects.filter(owner=request.user)
    connections = Connection.objects.filter(Exists(own.filter(connection=OuterRef("pk"))))
    chosen = next((one for one in connections if str(one.pk) == request.GET.get("connection")), None)
    shown = own.filter(connection=chosen) if chosen else own
    following = shown.before(request.GET.get("before", "")).select_related("connection", "assistant")
    found = list(following[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    context = {
        "threads": page,
        "older": page[-1].pk if len(found) > PER_PAGE else None,
        "before": request.GET.get("before", ""),
        "connections": connections,
        "chosen": chosen,
        "usable": set(Connection.objects.usable_by(request.user).values_list("pk", flat=True)),
        "messageable": set(Assistant.objects.visible_to(request.user).values_list("pk", flat=True)),
    }
    return render(request, "assistants/threads.html", context)


@access(Access.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: Request, pk: int) -> HttpResponse:
    """Give it another title."""
    kept = own_or_404(request, pk)
    form = ThreadForm(request.POST or None, instance=kept)
    if form.is_valid():
        messages.success(request, _("“%(name)s” is saved.") % {"name": form.save()})
        return redirect("assistants:threads")
    kept.refresh_from_db()
    context = {"form": form, "thread": kept}
    return render(request, "assistants/thread.html", context, status=422 if form.is_bound else 200)


@access(Access.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def thread_delete(request: Request, pk: int) -> HttpResponse:
    """Ask, then take it off the list; at the server only if the person says so, and nobody else has it."""
    kept = own_or_404(request, pk)
    reachable = Connection.objects.usable_by(request.user).filter(pk=kept.connection_id).exists()
    shared = Conversation.objects.had_by_others(kept)
    if request.method != "POST":
        context: dict[str, Any] = {"thread": kept, "reachable": reachable, "shared": shared}
        return render(request, "assistants/thread_delete.html", context)
    said = _("“%(kept)s” is off your list. The server keeps the conversation.") % {"kept": kept}
    if request.POST.get("at_server") and reachable and not shared:
        try:
            said = deleted_at_server(kept)
        except OpenAIError as error:
            messages.error(
                request,
                _("“%(kept)s” is still there: the server did not delete it. %(reason)s")
                % {"kept": kept, "reason": f"{error} {error.advice}"},
            )
            return redirect("assistants:threads")
    kept.delete()
    messages.success(request, said)
    return redirect("assistants:threads")


def deleted_at_server(thread: Conversation) -> str:
    """Delete a conversation on its server, and return what came of it. Raises an OpenAIError."""
    path = f"/conversations/{quote(thread.conversation_id, safe='')}"
    try:
        with thread.connection.client(timeouts=LISTING) as client:
            client.send(Call(method="DELETE", path=path)).close()
    except NotFound:
        return _("“%(thread)s” is off your list. The server did not know the conversation any more.") % {
            "thread": thread
        }
    return _("“%(thread)s” is deleted, here and at the server.") % {"thread": thread}
