"""The groups that connections can be kept for, for administrators."""

from django.contrib import messages
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from audit.changes import changes, words
from audit.events import Event
from audit.trail import record
from people.access import Access, access
from people.forms.people import GroupForm
from people.models import User


def users_of(group: Group) -> list[str]:
    """Return the names of what is kept for this group, whatever kind of thing it is.

    Deleting the group would take it off their lists; and what is kept for no group is open to everyone.
    """
    relations = [each for each in Group._meta.related_objects if each.related_model is not User]
    return [
        str(thing)
        for relation in relations
        for thing in relation.related_model._default_manager.filter(**{relation.field.name: group})
    ]


@access(Access.ADMINISTRATORS)
def groups(request: HttpRequest) -> HttpResponse:
    counted = Group.objects.annotate(members=Count("user")).order_by("name")
    return render(request, "people/groups.html", {"groups": counted})


@access(Access.ADMINISTRATORS)
@transaction.atomic
def group_add(request: HttpRequest) -> HttpResponse:
    form = GroupForm(request.POST or None)
    if form.is_valid():
        group = form.save()
        record(Event.GROUP_ADDED, group, members=words(form.cleaned_data["members"]))
        messages.success(request, _("The group %(group)s is made.") % {"group": group})
        return redirect("people:groups")
    return render(request, "people/group.html", {"form": form})


@access(Access.ADMINISTRATORS)
@transaction.atomic
def group(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    form = GroupForm(request.POST or None, instance=group)
    if form.is_valid():
        form.save()
        if changed := changes(form):
            record(Event.GROUP_CHANGED, group, changes=changed)
        messages.success(request, _("The group %(group)s is saved.") % {"group": group})
        return redirect("people:groups")
    group.refresh_from_db()
    return render(request, "people/group.html", {"form": form, "group": group})


@access(Access.ADMINISTRATORS)
@transaction.atomic
def group_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, then delete. A group that something is kept for stays."""
    group = get_object_or_404(Group, pk=pk)
    in_use = users_of(group)
    if request.method == "POST" and not in_use:
        record(Event.GROUP_DELETED, group)
        group.delete()
        messages.success(request, _("The group %(group)s is deleted. Its members stay.") % {"group": group})
        return redirect("people:groups")
    return render(request, "people/group_delete.html", {"group": group, "in_use": in_use})
