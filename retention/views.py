"""The rules, for administrators; and keeping a run of one's own beyond its time."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.events import Event
from audit.trail import record
from people import proof
from people.access import Access, access
from retention.deciding import decision, rules
from retention.dry_run import going, total
from retention.forms import RuleForm
from retention.models import Keep, RemoteCopy, Rule
from runs.models import Run
from runs.models.state import OVER
from runs.paging import page
from runs.views import Request, choosing, run_or_404
from runs.views.deleting import deleted


@access(Access.ADMINISTRATORS)
@require_safe
def listed(request: Request) -> HttpResponse:
    """The rules in the order in which they decide."""
    return render(request, "retention/rules.html", {"rules": rules()})


@access(Access.ADMINISTRATORS)
@require_safe
def dry_run(request: Request) -> HttpResponse:
    """What goes now, and what the rules that are there will take next."""
    return render(request, "retention/dry_run.html", told(rules()))


def told(proposed: list[Rule]) -> dict[str, Any]:
    found = going(proposed)
    return {"going": found, "total": total(found), "size": sum(one.size for one in found)}


@access(Access.ADMINISTRATORS)
@proof.required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    return edited(request, RuleForm(request.POST or None))


@access(Access.ADMINISTRATORS)
@proof.required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    rule = get_object_or_404(Rule, pk=pk)
    return edited(request, RuleForm(request.POST or None, instance=rule), rule=rule)


def edited(request: Request, form: RuleForm, rule: Rule | None = None) -> HttpResponse:
    """Show what a rule would delete before it does; then keep it."""
    if not form.is_bound or not form.is_valid() or "change" in request.POST:
        stored = Rule.objects.filter(pk=rule.pk).first() if rule else None
        status = 422 if form.is_bound and form.errors else 200
        return render(request, "retention/rule.html", {"form": form, "rule": stored}, status=status)
    proposed = form.save(commit=False)
    if "confirmed" not in request.POST:
        others = [one for one in rules() if one.pk != proposed.pk]
        context = told(sorted([*others, proposed], key=lambda one: one.rank))
        return render(request, "retention/confirm.html", {"form": form, "rule": proposed, **context})
    with transaction.atomic():
        proposed.save()
        record(Event.RETENTION_CHANGED, proposed)
    messages.success(request, _("The rule holds from now on: %(rule)s.") % {"rule": proposed})
    return redirect("retention:rules")


@access(Access.ADMINISTRATORS)
@proof.required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: Request, pk: int) -> HttpResponse:
    """Show what the rules that are left would delete; then take the rule away."""
    rule = get_object_or_404(Rule, pk=pk)
    if request.method != "POST":
        left = told([one for one in rules() if one.pk != rule.pk])
        return render(request, "retention/delete.html", {"rule": rule, **left})
    with transaction.atomic():
        record(Event.RETENTION_ENDED, rule)
        rule.delete()
    messages.success(request, _("The rule is gone."))
    return redirect("retention:rules")


@access(Access.OWNER)
@require_POST
def keep(request: Request, key: UUID) -> HttpResponse:
    """Keep a run beyond its time, or no longer."""
    run = run_or_404(request, key)
    decided = decision(run) if run.is_over else None
    if decided is None or not decided.rule.keepable:
        messages.warning(request, _("There is no rule here that lets you keep it longer."))
    elif request.POST.get("keep") == "yes":
        Keep.objects.get_or_create(run=run)
        messages.success(request, _("It is kept until you delete it."))
    else:
        Keep.objects.filter(run=run).delete()
        messages.success(request, _("It goes when its time is over."))
    return redirect(run)


@access(Access.OWNER)
@require_POST
@transaction.atomic
def delete_everywhere(request: Request, key: UUID) -> HttpResponse:
    """Delete a run as usual, and its copies at the server once it cannot be put back any more."""
    run = run_or_404(request, key)
    if not deleted(request, Run.objects.filter(pk=run.pk)):
        messages.warning(request, _("This is not over yet: cancel it, then delete it."))
        return redirect(run)
    RemoteCopy.objects.note(run)
    return redirect("retention:copies")


@access(Access.SIGNED_IN)
@require_POST
@transaction.atomic
def delete_chosen_everywhere(request: Request) -> HttpResponse:
    """Delete the runs that were chosen in the history, and their copies like those of one run."""
    return choosing.done(request, with_copies)


def with_copies(request: Request, runs: QuerySet[Run], count: int) -> HttpResponse | None:
    going = list(runs.filter(state__in=OVER).select_for_update())
    noted = RemoteCopy.objects.note(*going)
    choosing.delete(request, runs, count)
    if not noted:
        messages.info(request, _("No server keeps anything of these that Workroom knows of."))
        return None
    return redirect("retention:copies")


@access(Access.SIGNED_IN)
@require_safe
def copies(request: Request) -> HttpResponse:
    """What becomes of copies at servers: a person's own; administrators see everybody's."""
    found = RemoteCopy.objects.visible_to(request.user).select_related("owner", "run")
    return render(request, "retention/copies.html", {"page": page(found, request.GET.get("before", ""))})
