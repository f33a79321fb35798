"""The people of this Workroom, for administrators."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from audit.changes import changes, words
from audit.events import Event
from audit.trail import record
from people import factors, lockout, proof, sessions
from people.access import Access, access
from people.administrators import is_last_administrator
from people.forms.people import LAST_ADMINISTRATOR, AddPersonForm, GivePasswordForm, PersonForm
from people.models import User
from people.views import Request

PER_PAGE = 50


@access(Access.ADMINISTRATORS)
def people(request: HttpRequest) -> HttpResponse:
    """The list, which can be searched by any part of a name or address."""
    wanted = request.GET.get("q", "").strip()
    found = User.objects.prefetch_related("groups")
    for word in wanted.split():
        names = ("username", "first_name", "last_name", "email")
        found = found.filter(Q.create([(f"{name}__icontains", word) for name in names], connector=Q.OR))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "wanted": wanted, "locked": lockout.locked_people(page.object_list)}
    return render(request, "people/people.html", context)


@access(Access.ADMINISTRATORS)
@sensitive_post_parameters()
def person_add(request: Request) -> HttpResponse:
    form = AddPersonForm(request, request.user)
    if form.is_valid():
        with transaction.atomic():
            person = form.save()
            groups = words(form.cleaned_data.get("groups"))
            record(Event.PERSON_ADDED, person, groups=groups, administrator=person.is_superuser)
        messages.success(
            request,
            _("%(person)s can sign in now. Tell them their user name and first password.")
            % {"person": person},
        )
        return redirect("people:people")
    return render(request, "people/person_add.html", {"form": form})


@access(Access.ADMINISTRATORS)
@transaction.atomic
def person(request: Request, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    form = PersonForm(request, request.user, person)
    if form.is_valid():
        form.save()
        if changed := changes(form):
            record(Event.PERSON_CHANGED, person, changes=changed)
        messages.success(request, _("%(person)s is saved.") % {"person": person})
        return redirect("people:people")
    person.refresh_from_db()
    context = {
        "form": form,
        "person": person,
        "locked_until": lockout.locked_people([person]).get(person.pk),
        "sign_ins": sessions.open_sessions(person),
        "has_app": factors.has_app(person),
    }
    return render(request, "people/person.html", context)


@access(Access.ADMINISTRATORS)
@sensitive_post_parameters()
def person_password(request: Request, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    if person == request.user:
        return redirect("people:password")
    form = GivePasswordForm(request, request.user, person)
    if form.is_valid():
        with transaction.atomic():
            form.save()
            sessions.end(sessions.open_sessions(person))
            record(Event.PASSWORD_GIVEN, person)
        messages.success(
            request, _("%(person)s has a new password, and is signed out everywhere.") % {"person": person}
        )
        return redirect("people:person", pk)
    return render(request, "people/person_password.html", {"form": form, "person": person})


@access(Access.ADMINISTRATORS)
@require_POST
@transaction.atomic
def person_switch(request: HttpRequest, pk: int, on: bool) -> HttpResponse:
    """Let a person sign in (`on`), or no longer; what they made stays."""
    person = get_object_or_404(User, pk=pk)
    if not on and is_last_administrator(person):
        messages.error(request, LAST_ADMINISTRATOR)
        return redirect("people:person", pk)
    person.is_active = on
    person.save(update_fields=["is_active"])
    if not on:
        sessions.end(sessions.open_sessions(person))
    record(Event.PERSON_SWITCHED_ON if on else Event.PERSON_SWITCHED_OFF, person)
    said = (
        _("%(person)s can sign in again.")
        if on
        else _("%(person)s can no longer sign in, and is signed out everywhere.")
    )
    messages.success(request, said % {"person": person})
    return redirect("people:people")


@access(Access.ADMINISTRATORS)
@require_POST
def person_sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    """End all of a person's sessions; one's own present one stays."""
    person = get_object_or_404(User, pk=pk)
    record(Event.SIGNED_OUT_EVERYWHERE, person, browsers=sessions.end_others(request, person))
    said = (
        _("You are signed out everywhere but here.")
        if person == request.user
        else _("%(person)s is signed out everywhere.")
    )
    messages.success(request, said % {"person": person})
    return redirect("people:person", pk)


@access(Access.ADMINISTRATORS)
@require_POST
def person_let_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a lock-out."""
    person = get_object_or_404(User, pk=pk)
    if lockout.forget(person):
        record(Event.LET_IN, person)
    messages.success(request, _("%(person)s can try to sign in again.") % {"person": person})
    return redirect("people:person", pk)


@access(Access.ADMINISTRATORS)
@proof.required
def person_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, then take away a person's second factor, which they lost."""
    person = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        factors.remove_all(person)
        messages.success(
            request,
            _("%(person)s signs in with the password alone now, and is signed out everywhere.")
            % {"person": person},
        )
        return redirect("people:person", pk)
    return render(request, "people/person_factors.html", {"person": person})
