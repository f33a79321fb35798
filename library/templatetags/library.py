"""The two controls of an action whose fields can be kept under a name."""

from typing import Any

from django import template
from django.template import RequestContext

from library import keeping

register = template.Library()


@register.inclusion_tag("library/_use.html", takes_context=True)
def use_definition(context: RequestContext) -> dict[str, Any]:
    """Draw the choice of a saved definition; nothing where there is none."""
    action, request = context["action"], context["request"]
    found = keeping.definitions_for(action, request.user).select_related("owner")
    return {**shared(context), "definitions": found, "chosen": request.POST.get(keeping.CHOSEN, "")}


@register.inclusion_tag("library/_save.html", takes_context=True)
def save_definition(context: RequestContext) -> dict[str, Any]:
    """Draw the inputs to save a definition."""
    action, request = context["action"], context["request"]
    outcome = context.get("outcome")
    keep = outcome.keep if outcome else None
    return {
        **shared(context),
        "savable": [context["form"][name].label for name in keeping.saved_by(action)],
        "keep": keep or keeping.keep_form_as_posted(action, request.user, request.POST, request.GET),
    }


def shared(context: RequestContext) -> dict[str, Any]:
    return {
        "user": context["request"].user,
        "outcome": context.get("outcome"),
        "fields_url": context["fields_url"],
    }
