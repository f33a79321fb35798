"""What a person shows of a run of their own: choosing it, seeing it as others will, giving it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from audit.events import Event
from people.access import Access, access
from runs.models import Run
from runs.views import Request, run_or_404
from sharing import giving, links
from sharing.forms import LinkForm, RecipientsForm, VisibleForm
from sharing.models import Link, Share, links_are_allowed
from sharing.showing import AT_HOME, sight


@access(Access.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def choose(request: Request, key: UUID) -> HttpResponse:
    """What to show. What was chosen is seen before anybody is given it."""
    run = run_or_404(request, key)
    if not run.is_over:
        messages.warning(request, _("This is not over yet: share it when it has finished."))
        return redirect(run)
    form = VisibleForm(run, request.POST or None)
    if form.is_valid():
        return preview(request, run, form)
    context = {
        "run": run,
        "form": form,
        "shares": Share.objects.live().filter(run=run).select_related("person", "group"),
        "links": Link.objects.open().filter(run=run),
    }
    return render(request, "sharing/choose.html", context, status=422 if form.is_bound else 200)


def preview(request: Request, run: Run, form: VisibleForm, **forms: Any) -> HttpResponse:
    """Draw what others would see, with the forms that give it to them; one that is wrong is drawn again."""
    hidden, chosen = VisibleForm(run, request.POST, auto_id=False), form.cleaned_data
    context = {
        "run": run,
        "hidden": [field.as_hidden() for field in hidden],
        "sight": sight(run, chosen["title"], form.chosen, AT_HOME, inputs=chosen["inputs"]),
        "recipients": RecipientsForm(request.user),
        "terms": LinkForm(request, request.user, sent=False) if links_are_allowed() else None,
        **forms,
    }
    return render(request, "sharing/preview.html", context, status=422 if forms else 200)


@access(Access.OWNER)
@require_POST
def with_people(request: Request, key: UUID) -> HttpResponse:
    """Give it to a person or to groups."""
    run = run_or_404(request, key)
    visible, recipients = VisibleForm(run, request.POST), RecipientsForm(request.user, request.POST)
    if not run.is_over or not visible.is_valid():
        return choose(request, key)
    if not recipients.is_valid():
        return preview(request, run, visible, recipients=recipients)
    given = giving.share(run, visible, recipients.cleaned_data)
    said = ngettext("Shared with %(whom)s.", "Shared with each of %(whom)s.", len(given))
    messages.success(request, said % {"whom": ", ".join(share.with_whom for share in given)})
    return redirect("sharing:choose", run.key)


@access(Access.OWNER)
@require_POST
@never_cache
@sensitive_post_parameters("passphrase")
def by_link(request: Request, key: UUID) -> HttpResponse:
    """Make a link to it, which is shown this once."""
    run = run_or_404(request, key)
    visible, terms = VisibleForm(run, request.POST), LinkForm(request, request.user, sent=True)
    if not run.is_over or not visible.is_valid() or not links_are_allowed():
        return choose(request, key)
    if not terms.is_valid():
        return preview(request, run, visible, terms=terms)
    link, secret = links.make(run, visible, terms.cleaned_data)
    address = request.build_absolute_uri(reverse("sharing:link", args=[secret]))
    return render(request, "sharing/made.html", {"link": link, "address": address})


@access(Access.OWNER)
@require_POST
def end(request: Request, key: UUID) -> HttpResponse:
    """Take it back."""
    share = get_object_or_404(Share.objects.given_by(request.user).select_related("run"), key=key)
    if giving.take_back(share, Event.UNSHARED):
        messages.success(request, _("%(whom)s cannot see it any more.") % {"whom": share.with_whom})
    return redirect("sharing:choose", share.run.key)
