"""Asking: the form of an action, its redrawing, and sending it."""

from contextlib import closing
from functools import partial
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from actions.action import Action
from actions.forms import ActionForm
from actions.posted import edited
from connections.models import Connection
from library import keeping
from people.access import Access, access
from runs import asking, changes, onward
from runs.browsing import listed
from runs.models import Attachment, NotStored, Output, Run
from runs.uploading import bounded_uploads
from runs.views import Request, action_or_404, run_or_404

RECENT = 5
NO_ROOM = gettext_noop(
    "The files could not be kept, so nothing was sent. Choose them again in a while; "
    "if it goes on, ask your administrator whether there is room for files."
)
LOST = gettext_noop("A file that was kept for this form is no longer there: choose it again.")


class SeeOther(HttpResponseRedirect):
    """After a POST: the answer is over there, to be fetched by GET."""

    status_code = 303


@access(Access.SIGNED_IN)
@bounded_uploads
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, slug: str) -> HttpResponse:
    action = action_or_404(slug)
    if request.method == "POST":
        return posted(request, action)
    initial = asking.usual_connection(request.user) | asking.given(action, request.GET)
    initial |= onward.values_from(action, source_of(request), request.GET.get(onward.OF, ""))
    if definition := keeping.chosen(action, request.user, request.GET.get("definition", "")):
        initial |= keeping.values_of(action, definition)
    return page(request, action, asking.form_for(action, request.user, initial=initial))


@access(Access.OWNER)
@require_GET
def again(request: Request, key: UUID) -> HttpResponse:
    """The form filled in as for an earlier run."""
    run = run_or_404(request, key)
    action = action_or_404(run.action)
    form = asking.form_for(action, request.user, initial=asking.again(run))
    return page(request, action, form, parent=run)


@access(Access.SIGNED_IN)
@bounded_uploads
@require_POST
def fields(request: Request, slug: str) -> HttpResponse:
    """The form's fields alone, as they follow from what was typed; nothing is complained about."""
    action = action_or_404(slug)
    data: QueryDict = request.POST
    form = asking.form_for(action, request.user, data, quiet=True)
    outcome: keeping.Outcome | None = None
    if keeping.COMMAND in data:
        outcome = keeping.carried_out(
            action, request.user, data, partial(asking.form_for, action, request.user)
        )
        form = outcome.form
    elif command := data.get("rows"):
        form = asking.form_for(action, request.user, edited(data, command), quiet=True)
    elif changed := "connection" if "awaited" in data else request.htmx.trigger_name:
        data = asking.forget_unoffered_model(form, data, changed)
        form = asking.form_for(action, request.user, data, quiet=True)
    awaited = asking.awaited(form, data.get("awaited", ""))
    asking.dress(action, form)
    return render(
        request, "runs/_fields.html", {"action": action, "form": form, "awaited": awaited, "outcome": outcome}
    )


@access(Access.OWNER)
@require_POST
def repeat(request: Request, key: UUID) -> HttpResponse:
    """Run again with the same values, through the same connection; `without` is what the API refused."""
    run = run_or_404(request, key)
    sent = request.POST.get("submission", "")
    without = request.POST.get("without", "")
    try:
        new = asking.repeated(run, action_or_404(run.action), sent, by=request.user, without=without)
    except NotStored:
        messages.error(request, gettext(NO_ROOM))
        return redirect(run)
    if new is None:
        said = gettext("“%(connection)s” cannot be used any more. Choose another connection.")
        messages.error(request, said % {"connection": run.connection_name})
        return redirect("runs:again", run.key)
    return SeeOther(new.get_absolute_url())


def posted(request: Request, action: Action) -> HttpResponse:
    with closing(asking.form_for(action, request.user, request.POST, request.FILES)) as form:
        try:
            return answered(request, action, form)
        except NotStored:
            form.is_valid()
            form.add_error(None, gettext(NO_ROOM))
            return complained(request, action, form)


def answered(request: Request, action: Action, form: ActionForm) -> HttpResponse:
    """Send the form, or draw it again: corrected by a row command, or with what is wrong."""
    data: QueryDict = request.POST
    user = request.user
    if not form.connections:
        return page(request, action, form, status=422)
    if command := data.get("rows"):
        data, files = asking.keep_uploads(user, form, data, request.FILES)
        return page(request, action, asking.form_for(action, user, edited(data, command), files, quiet=True))
    if keeping.COMMAND in data:
        data, files = asking.keep_uploads(user, form, data, request.FILES)
        make = partial(asking.form_for, action, user, files=files)
        outcome = keeping.carried_out(action, user, data, make)
        return page(request, action, outcome.form, outcome=outcome)
    if form.is_valid():
        try:
            return sent(request, submitted(request, action, form))
        except Attachment.DoesNotExist:
            form.add_error(None, gettext(LOST))
    if request.FILES and not request.htmx:  # whose page still has the chosen files
        data, files = asking.keep_uploads(user, form, data, request.FILES)
        form = asking.form_for(action, user, data, files)
    return complained(request, action, form)


def complained(request: Request, action: Action, form: ActionForm) -> HttpResponse:
    if request.htmx:
        asking.dress(action, form)
        context = {"action": action, "form": form, **edit_of(request, action, form)}
        return render(request, "runs/_fields.html", context, status=422)
    return page(request, action, form, status=422)


def submitted(request: Request, action: Action, form: ActionForm) -> Run:
    """Make the run. Raises Attachment.DoesNotExist if a kept file is gone."""
    # Among those that are open to whoever asks. A form need not have said which: then it is the first.
    connection = cast(Connection, form.connections[form.cleaned_data["connection"]])
    sent = asking.fingerprint(request.POST.get("submission", ""), action, connection, form.values)
    source = source_of(request)
    parent = source.run if source else parent_of(request)
    return Run.objects.submit(
        request.user, connection, action, form.values, parent=parent, source=source, submission=sent
    )


def edit_of(request: Request, action: Action, form: ActionForm) -> dict[str, Any]:
    """Return the run that a form was filled in as for, if there is one, and what was changed in it since."""
    parent = parent_of(request)
    if parent is None:
        return {}
    loud = asking.form_for(action, request.user, form.data, form.files) if form.quiet else form
    return {"parent": parent, "changes": changes.since(parent, action, loud)}


def parent_of(request: Request) -> Run | None:
    try:
        key = UUID(request.POST.get("parent", ""))
    except ValueError:
        return None
    return Run.objects.visible_to(request.user).filter(key=key).first()


def source_of(request: Request) -> Output | None:
    """Return the result that the form goes on from."""
    named = request.POST if request.method == "POST" else request.GET
    return asking.result(request.user, named.get("source", ""))


def sent(request: Request, run: Run) -> HttpResponse:
    address = run.get_absolute_url()
    return HttpResponseClientRedirect(address) if request.htmx else SeeOther(address)


def page(
    request: Request,
    action: Action,
    form: ActionForm,
    *,
    parent: Run | None = None,
    status: int = 200,
    outcome: keeping.Outcome | None = None,
) -> HttpResponse:
    asking.dress(action, form)
    context: dict[str, Any] = {
        "outcome": outcome,
        "action": action,
        "form": form,
        **({"parent": parent} if parent else edit_of(request, action, form)),
        "source": source_of(request),
        "awaited": asking.awaited(form),
        "submission": request.POST.get("submission") or uuid4(),
        "recent": listed(Run.objects.visible_to(request.user).filter(action=action.slug), RECENT),
    }
    template = "runs/ask.html" if form.connections else "runs/no_connection.html"
    with closing(form):
        return render(request, template, context, status=status)
