"""All that is shared now: a person's own, to be taken back; and for administrators, that there are links."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from audit.events import Event
from audit.trail import record
from people.access import Access, access
from runs.views import Request
from sharing import giving
from sharing.forms import SwitchForm
from sharing.models import Link, LinkRule, Share, links_are_allowed

MOST = 500


@access(Access.SIGNED_IN)
@require_safe
def given(request: Request) -> HttpResponse:
    """What a person shows others: every link that opens, and everybody inside."""
    context = {
        "links": Link.objects.open().given_by(request.user).select_related("run"),
        "shares": Share.objects.live().given_by(request.user).select_related("run", "person", "group"),
        "allowed": links_are_allowed(),
    }
    return render(request, "sharing/given.html", context)


@access(Access.OWNER)
@require_POST
def end(request: Request, key: UUID) -> HttpResponse:
    """Revoke a link of one's own."""
    link = get_object_or_404(Link.objects.given_by(request.user).select_related("run"), key=key)
    revoked(request, link)
    return redirect("sharing:given")


@access(Access.ADMINISTRATORS)
@require_safe
def everybodys(request: Request) -> HttpResponse:
    return everything(request, SwitchForm(request, request.user, allowed=links_are_allowed()))


def everything(request: Request, form: SwitchForm) -> HttpResponse:
    """Every link that opens: whose, to what kind of run, and for how long. Not what it shows."""
    links = Link.objects.open().select_related("run__owner")[:MOST]
    context = {"links": links, "allowed": links_are_allowed(), "form": form}
    return render(request, "sharing/everybodys.html", context, status=422 if form.errors else 200)


@access(Access.ADMINISTRATORS)
@require_POST
def revoke(request: Request, key: UUID) -> HttpResponse:
    """Revoke anybody's link."""
    revoked(request, get_object_or_404(Link.objects.select_related("run__owner"), key=key))
    return redirect("sharing:everybodys")


def revoked(request: Request, link: Link) -> None:
    if giving.take_back(link, Event.LINK_REVOKED):
        messages.success(request, _("The link is revoked: it does not open any more."))
    else:
        messages.warning(request, _("That link was closed already."))


@access(Access.ADMINISTRATORS)
@require_POST
@transaction.atomic
def switch(request: Request) -> HttpResponse:
    """Close all links at once, or let those open again that have not ended meanwhile."""
    form = SwitchForm(request, request.user, allowed=links_are_allowed())
    if not form.is_valid():
        return everything(request, form)
    allowed = form.cleaned_data["allowed"]
    if allowed != links_are_allowed():
        LinkRule.objects.update_or_create(pk=1, defaults={"allowed": allowed})
        record(Event.LINKS_SWITCHED_ON if allowed else Event.LINKS_SWITCHED_OFF)
    on, off = _("Links open again, those that have not ended."), _("All links are closed.")
    messages.success(request, on if allowed else off)
    return redirect("sharing:everybodys")
