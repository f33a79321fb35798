"""The administrators' pages: which servers there are, who may use them, whether they work."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.events import Event
from audit.trail import record
from connections import audited
from connections.addresses import is_exposed
from connections.changing import ChangeForm
from connections.checks import check
from connections.errors import OpenAIError
from connections.forms import ConnectionForm
from connections.models import Connection
from connections.presets import PRESETS
from connections.waking import ask_for_refresh
from people.access import Access, access
from people.views import Request

EXPOSED = _(
    "This address begins with http:// and is not on your own network: "
    "the API key and everything sent can be read on the way. Use https:// if the server has it."
)


def by_htmx(request: HttpRequest) -> bool:
    """Whether a part of the page is asked for, not a page."""
    return request.headers.get("HX-Request") == "true"


@access(Access.ADMINISTRATORS)
@require_GET
def connection_list(request: HttpRequest) -> HttpResponse:
    connections = Connection.objects.prefetch_related("groups").annotate(models_count=Count("offered_models"))
    return render(request, "connections/list.html", {"connections": connections})


@access(Access.ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    return edited(request, ConnectionForm(request.POST if request.method == "POST" else None))


@access(Access.ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    return edited(request, ChangeForm(request, request.user, get_object_or_404(Connection, pk=pk)))


def edited(request: HttpRequest, form: ConnectionForm) -> HttpResponse:
    """Store what was typed and go back to the connection's page, or draw the form."""
    if form.is_bound and form.is_valid():
        connection = stored_by(form)
        messages.success(request, gettext("The connection “%(name)s” is saved.") % {"name": connection.name})
        if is_exposed(connection.base_url):
            messages.warning(request, EXPOSED)
        transaction.on_commit(lambda: ask_for_refresh(connection.pk))
        return redirect(connection)
    status = 422 if form.is_bound else 200
    # A fresh copy: the form has put what was typed, right or wrong, into its own.
    stored = Connection.objects.filter(pk=form.instance.pk).first()
    context = {"form": form, "connection": stored, "presets": PRESETS.values()}
    return render(request, "connections/edit.html", context, status=status)


@transaction.atomic
def stored_by(form: ConnectionForm) -> Connection:
    """Store the connection of a valid form together with what is recorded of it."""
    tell = audited.added if form.instance.pk is None else audited.changed
    connection = form.save()
    tell(form, connection)
    return connection


@access(Access.ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    connection = get_object_or_404(Connection, pk=pk)
    if request.method == "POST":
        with transaction.atomic():
            record(Event.CONNECTION_DELETED, connection)
            connection.delete()
        messages.success(
            request, gettext("The connection “%(name)s” is deleted.") % {"name": connection.name}
        )
        return redirect("connections:list")
    return render(request, "connections/delete.html", {"connection": connection})


@access(Access.ADMINISTRATORS)
@require_POST
def toggle(request: HttpRequest, pk: int) -> HttpResponse:
    """Disable an enabled connection, enable a disabled one."""
    connection = get_object_or_404(Connection, pk=pk)
    on = connection.enabled = not connection.enabled
    with transaction.atomic():
        connection.save(update_fields=["enabled"])
        record(Event.CONNECTION_SWITCHED_ON if on else Event.CONNECTION_SWITCHED_OFF, connection)
    said = (
        gettext("The connection “%(name)s” is enabled.")
        if on
        else gettext("The connection “%(name)s” is disabled.")
    )
    messages.success(request, said % {"name": connection.name})
    return redirect((request.POST.get("next") == "list" and "connections:list") or connection)


@access(Access.ADMINISTRATORS)
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    connection = get_object_or_404(Connection, pk=pk)
    verdict = check(connection)
    if by_htmx(request):
        return render(request, "connections/_verdict.html", {"connection": connection})
    level = {"success": messages.SUCCESS, "warning": messages.WARNING}.get(verdict.level, messages.ERROR)
    messages.add_message(request, level, f"{connection.name}: {verdict.message} {verdict.advice}")
    return redirect(connection)


@access(Access.ADMINISTRATORS)
@require_POST
def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    """Fetch the list of models now."""
    connection = get_object_or_404(Connection, pk=pk)
    try:
        connection.refresh_models()
    except OpenAIError as error:
        connection.models_error = str(error)
    if by_htmx(request):
        return render(request, "connections/_models.html", {"connection": connection})
    return redirect(connection)
