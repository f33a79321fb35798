"""What others inside show a person: the list, the page, its files, and a form that begins with it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from actions import registry
from audit.events import Event
from audit.trail import record
from people.access import Access, access
from runs import asking
from runs.models import NotStored
from runs.paging import page
from runs.views import Request, action_or_404, ask
from sharing import starting
from sharing.models import Share
from sharing.showing import Places, sight
from sharing.views import attachment_of, out_of_sight, output_of

SEEN = "seen_shares"
MOST_SEEN = 200  # of which a session knows that they are in the record


def share_or_404(request: Request, key: UUID) -> Share:
    return get_object_or_404(Share.objects.visible_to(request.user).select_related("run__owner"), key=key)


@access(Access.SIGNED_IN)
@require_safe
def received(request: Request) -> HttpResponse:
    shares = Share.objects.received_by(request.user).select_related("run__owner", "person", "group")
    context = {"page": page(shares, request.GET.get("before", ""))}
    return render(request, "sharing/received.html", context)


@access(Access.RECIPIENTS)
@require_safe
@out_of_sight
def shared(request: Request, key: UUID) -> HttpResponse:
    """What is shown, as its owner saw it before."""
    share = share_or_404(request, key)
    told(request, share)
    places = Places(("sharing:output", str(key)), ("sharing:attachment", str(key)))
    context = {
        "share": share,
        "sight": sight(share.run, share.title, share.outputs.all(), places, inputs=share.inputs),
        "startable": share.inputs and share.run.action in {each.slug for each in registry.all_actions()},
    }
    return render(request, "sharing/shared.html", context)


def told(request: Request, share: Share) -> None:
    """Record that somebody else opened it: once for as long as they stay signed in."""
    seen = request.session.get(SEEN, [])
    if share.run.owner_id != request.user.pk and share.key.hex not in seen:
        record(Event.SHARE_OPENED, share, owner=str(share.run.owner))
        request.session[SEEN] = [*seen, share.key.hex][-MOST_SEEN:]


@access(Access.RECIPIENTS)
@require_safe
@out_of_sight
def output(request: Request, share: UUID, key: UUID, filename: str) -> HttpResponseBase:
    return output_of(request, share_or_404(request, share), key, filename)


@access(Access.RECIPIENTS)
@require_safe
@out_of_sight
def attachment(request: Request, share: UUID, key: UUID, filename: str) -> HttpResponseBase:  # noqa: ARG001 - for people to read
    return attachment_of(request, share_or_404(request, share), key)


@access(Access.RECIPIENTS)
@require_POST
def start(request: Request, key: UUID) -> HttpResponse:
    """The form filled in as for the shared run, in one's own name. Its files are copied for it."""
    share = share_or_404(request, key)
    if not share.inputs:
        raise Http404("What was asked is not shown.")
    action = action_or_404(share.run.action)
    try:
        initial = starting.values(share.run, action, request.user)
    except NotStored:
        messages.error(request, ask.NO_ROOM)
        return redirect(share)
    return ask.page(request, action, asking.form_for(action, request.user, initial=initial))
