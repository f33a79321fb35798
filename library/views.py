"""The pages of what is kept: the list, a new name, goodbye. Administrators may change what is shared."""

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from library.forms import DefinitionForm
from library.models import Definition
from people.access import Access, access

if TYPE_CHECKING:
    from people.models import User


def editable_or_404(request: HttpRequest, pk: int) -> Definition:
    return get_object_or_404(Definition.objects.editable_by(request.user), pk=pk)


@access(Access.SIGNED_IN)
@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    visible = Definition.objects.visible_to(request.user).select_related("owner").prefetch_related("groups")
    editable = set(Definition.objects.editable_by(request.user).values_list("pk", flat=True))
    rows = [(one, one.pk in editable) for one in visible]
    return render(request, "library/list.html", {"rows": rows})


@access(Access.KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def definition(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename it; share it or not."""
    kept = editable_or_404(request, pk)
    form = DefinitionForm(request.POST or None, instance=kept, person=cast("User", request.user))
    if form.is_valid():
        with transaction.atomic():
            form.save()
        messages.success(request, _("“%(name)s” is saved.") % {"name": kept})
        return redirect("library:definitions")
    kept.refresh_from_db()
    return render(request, "library/edit.html", {"form": form, "definition": kept})


@access(Access.KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, then delete."""
    kept = editable_or_404(request, pk)
    if request.method == "POST":
        kept.delete()
        messages.success(request, _("“%(kept)s” is deleted.") % {"kept": kept})
        return redirect("library:definitions")
    return render(request, "library/delete.html", {"definition": kept})
