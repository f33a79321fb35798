"""What a run's page says of how long it is kept."""

from typing import Any

from django import template
from django.template import RequestContext

from retention.copies import copies_of
from retention.deciding import decision

register = template.Library()


@register.inclusion_tag("retention/_kept.html", takes_context=True)
def kept_until(context: RequestContext) -> dict[str, Any]:
    """Draw until when the context's run is kept; nothing where no rule is about it."""
    run = context["run"]
    return {"run": run, "decision": decision(run), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("retention/_delete_everywhere.html", takes_context=True)
def delete_everywhere(context: RequestContext) -> dict[str, Any]:
    """Draw the button that deletes the context's run with its copies at the server, if there are any."""
    run = context["run"]
    outputs = [output for group in context["groups"] for _, output in group.outputs]
    copies = copies_of(run, outputs) if run.connection_id else []
    return {"run": run, "copies": copies, "csrf_token": context.get("csrf_token")}
