"""The pages of what is kept: the list, a new name, goodbye. Only the owner changes a definition."""

from typing import TYPE_CHECKING, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from library.models import Definition
from people.access import Access, access

if TYPE_CHECKING:
    from people.models import User


class DefinitionForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    class Meta:
        model = Definition
        fields = ["name", "shared"]
        help_texts = {"shared": "Others can fill their forms in with it, and cannot change it."}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        kept = self.instance
        others = Definition.objects.filter(owner=kept.owner, action=kept.action).exclude(pk=kept.pk)
        if others.filter(name=name).exists():
            raise ValidationError("You have another definition of this name. Choose a different one.")
        return name


def own_or_404(request: HttpRequest, pk: int) -> Definition:
    return get_object_or_404(Definition, pk=pk, owner=request.user)


@access(Access.SIGNED_IN)
@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    visible = Definition.objects.visible_to(cast("User", request.user)).select_related("owner")
    return render(request, "library/list.html", {"definitions": visible})


@access(Access.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def definition(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename it; share it or not."""
    kept = own_or_404(request, pk)
    form = DefinitionForm(request.POST or None, instance=kept)
    if form.is_valid():
        messages.success(request, f"“{form.save()}” is saved.")
        return redirect("library:definitions")
    kept.refresh_from_db()
    return render(request, "library/edit.html", {"form": form, "definition": kept})


@access(Access.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, then delete."""
    kept = own_or_404(request, pk)
    if request.method == "POST":
        kept.delete()
        messages.success(request, f"“{kept}” is deleted.")
        return redirect("library:definitions")
    return render(request, "library/delete.html", {"definition": kept})
