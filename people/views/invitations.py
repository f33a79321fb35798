"""Inviting people, for administrators; and the page to which an invitation leads."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from people import entering, invitations
from people.access import Access, access
from people.forms.invitations import AcceptForm, InviteForm
from people.models import Invitation
from people.views import Request

PER_PAGE = 50
SENT = _("The link is sent to {}.")
NOT_SENT = _("The mail server did not take the link for {}. Give it to them yourself.")


@access(Access.ADMINISTRATORS)
def listed(request: HttpRequest) -> HttpResponse:
    every = Invitation.objects.select_related("made_by", "used_by").order_by("-made_at")
    page = Paginator(every, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/invitations.html", {"page": page})


@access(Access.ADMINISTRATORS)
@never_cache
@sensitive_post_parameters()
def invite(request: Request) -> HttpResponse:
    """Make an invitation, and show its link this once."""
    form = InviteForm(request, request.user)
    if not form.is_valid():
        return render(request, "people/invite.html", {"form": form})
    invitation, secret = invitations.make(form, request.user)
    link = request.build_absolute_uri(reverse("people:invitation", args=[secret]))
    if form.cleaned_data.get("send") and invitation.email:
        sent = invitations.send(invitation, link)
        say = messages.success if sent else messages.warning
        say(request, (SENT if sent else NOT_SENT).format(invitation.email))
    return render(request, "people/invited.html", {"invitation": invitation, "link": link})


@access(Access.ADMINISTRATORS)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk)
    if invitations.revoke(invitation):
        messages.success(
            request,
            gettext("The invitation for %(invitation)s is revoked: its link no longer works.")
            % {"invitation": invitation},
        )
    else:
        messages.warning(
            request,
            gettext("The invitation for %(invitation)s was not open any more.") % {"invitation": invitation},
        )
    return redirect("people:invitations")


@access(Access.ANYONE)
@never_cache
@sensitive_post_parameters()
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose a user name and a password."""
    invitation = invitations.found(secret)
    if invitation is None:
        return closed(request, "unknown", 404)
    if invitation.state != "open":
        return closed(request, invitation.state, 410)
    form = AcceptForm(invitation, request.POST or None)
    if not form.is_valid():
        return render(request, "people/accept.html", {"form": form, "invitation": invitation})
    person = invitations.accept(invitation, form)
    if person is None:
        invitation.refresh_from_db()
        return closed(request, invitation.state, 410)
    messages.success(request, gettext("Welcome, %(person)s.") % {"person": person})
    return entering.enter(request, person, resolve_url(settings.LOGIN_REDIRECT_URL))


def closed(request: HttpRequest, state: str, status: int) -> HttpResponse:
    return render(request, "people/no_invitation.html", {"state": state}, status=status)
