"""The pages of assistants: everyone makes their own, administrators share theirs."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actions import life
from actions.families import Kind
from assistants.forms import AssistantForm
from assistants.models import Assistant
from connections.models import Connection, OfferedModel
from people.access import Access, access
from people.models import User


class Request(HttpRequest):
    """A signed-in person's request."""

    user: User


@access(Access.SIGNED_IN)
@require_safe
def assistant_list(request: Request) -> HttpResponse:
    seen = (
        Assistant.objects.visible_to(request.user)
        .select_related("owner", "connection")
        .prefetch_related("groups")
    )
    editable = set(Assistant.objects.editable_by(request.user).values_list("pk", flat=True))
    remarks = remarks_on({one.model for one in seen}, request.user)
    rows = [(one, one.pk in editable, remarks.get(one.model)) for one in seen]
    return render(request, "assistants/list.html", {"rows": rows})


def remarks_on(models: set[str], user: User) -> dict[str, life.Remark]:
    """Return what there is to say of models that end soon or have ended."""
    offered = list(OfferedModel.objects.filter(connection__in=Connection.objects.usable_by(user)))
    today = timezone.localdate()
    found = {model: life.remark(model, Kind.RESPONSES, offered, today) for model in models}
    return {model: remark for model, remark in found.items() if remark}


@access(Access.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    return edited(request, AssistantForm(request.POST or None, person=request.user))


@access(Access.KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    assistant = get_object_or_404(Assistant.objects.editable_by(request.user), pk=pk)
    return edited(request, AssistantForm(request.POST or None, person=request.user, instance=assistant))


def edited(request: Request, form: AssistantForm) -> HttpResponse:
    """Store what was typed and go back to the list, or draw the form."""
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            assistant = form.save()
        messages.success(request, _("The assistant “%(assistant)s” is saved.") % {"assistant": assistant})
        return redirect("assistants:list")
    # A fresh copy: the form has put what was typed, right or wrong, into its own.
    stored = Assistant.objects.filter(pk=form.instance.pk).first()
    context: dict[str, Any] = {"form": form, "assistant": stored}
    return render(request, "assistants/edit.html", context, status=422 if form.is_bound else 200)


@access(Access.KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: Request, pk: int) -> HttpResponse:
    """Ask, then delete. Runs keep what the assistant was made of."""
    assistant = get_object_or_404(Assistant.objects.editable_by(request.user), pk=pk)
    if request.method != "POST":
        return render(request, "assistants/delete.html", {"assistant": assistant})
    assistant.delete()
    messages.success(request, _("The assistant “%(assistant)s” is deleted.") % {"assistant": assistant})
    return redirect("assistants:list")
