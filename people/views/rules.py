"""How people may sign in, and which addresses may not for a while, for administrators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audit.events import Event
from audit.trail import Thing, record
from people import lockout
from people.access import Access, access
from people.forms.people import RulesForm
from people.models import Tries
from people.rules import present
from people.views import Request


@access(Access.ADMINISTRATORS)
def rules(request: Request) -> HttpResponse:
    """What is asked of people when they sign in, and which addresses must wait."""
    form = RulesForm(request, request.user, instance=present())
    if form.is_valid():
        record(Event.RULES_CHANGED, second_factor=form.save().second_factor)
        messages.success(request, _("Saved. It holds from everybody's next page on."))
        return redirect("people:rules")
    addresses = lockout.full_rows(Tries.Kind.ADDRESS).order_by("until")
    return render(request, "people/rules.html", {"form": form, "addresses": addresses})


@access(Access.ADMINISTRATORS)
@require_POST
def address_let_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift the lock-out of an address."""
    address = get_object_or_404(Tries, pk=pk, kind=Tries.Kind.ADDRESS)
    address.delete()
    record(Event.LET_IN, Thing("address", "", address.key))
    messages.success(request, _("People can sign in from %(key)s again.") % {"key": address.key})
    return redirect("people:rules")
