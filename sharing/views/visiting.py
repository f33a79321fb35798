"""What somebody with a link sees: a door, and behind it what was chosen and nothing else."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from people.access import Access, access
from people.lockout import LockedError
from sharing import links
from sharing.forms import WRONG, OpenForm
from sharing.models import Link
from sharing.showing import Places, sight
from sharing.views import attachment_of, out_of_sight, output_of, without_referrer


@access(Access.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
@out_of_sight
@sensitive_post_parameters()
def visit(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Why it is closed; a door with a button; or what is shown."""
    link = links.found(secret)
    why = links.closed(request, link)
    if link is None or why:
        return render(request, "sharing/closed.html", {"why": why}, status=404 if link is None else 410)
    if links.is_opened(request, link):
        return shown(request, link, secret)
    form = OpenForm(request, link)
    if form.is_valid() and passes(request, link, form) and links.enter(request, link):
        return redirect("sharing:link", secret)
    status = 429 if form.has_error("passphrase", "locked") else 422 if form.errors else 200
    return render(request, "sharing/door.html", {"form": form, "link": link}, status=status)


def passes(request: HttpRequest, link: Link, form: OpenForm) -> bool:
    """Whether a visitor knows the passphrase; if not, the form says so."""
    try:
        if links.knows(request, link, form.typed):
            return True
        form.add_error("passphrase", WRONG)
    except LockedError as locked:
        said = ngettext(
            "The passphrase was wrong too often. Try again in %(minutes)d minute, at %(time)s (%(zone)s).",
            "The passphrase was wrong too often. Try again in %(minutes)d minutes, at %(time)s (%(zone)s).",
            locked.minutes,
        )
        form.add_error("passphrase", forms.ValidationError(said % locked.wait, code="locked"))
    return False


@without_referrer
def shown(request: HttpRequest, link: Link, secret: str) -> HttpResponseBase:
    places = Places(("sharing:link-output", secret), ("sharing:link-attached", secret))
    seen = sight(link.run, link.title, link.outputs.all(), places, inputs=link.inputs)
    return render(request, "sharing/visited.html", {"link": link, "sight": seen})


@access(Access.ANYONE)
@require_safe
@out_of_sight
@without_referrer
def output(request: HttpRequest, secret: str, key: UUID, filename: str) -> HttpResponseBase:
    return output_of(request, opened_or_404(request, secret), key, filename)


@access(Access.ANYONE)
@require_safe
@out_of_sight
@without_referrer
def attachment(request: HttpRequest, secret: str, key: UUID, filename: str) -> HttpResponseBase:  # noqa: ARG001 - for people to read
    return attachment_of(request, opened_or_404(request, secret), key)


def opened_or_404(request: HttpRequest, secret: str) -> Link:
    """Return a link that this visitor has opened and that is open still."""
    link = links.found(secret)
    if link is None or links.closed(request, link) or not links.is_opened(request, link):
        raise Http404("This link is not open here.")
    return link
