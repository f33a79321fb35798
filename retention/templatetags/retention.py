"""What a run's page says of how long it is kept."""

from typing import Any

from django import template
from django.template import RequestContext

from retention.deciding import decision

register = template.Library()


@register.inclusion_tag("retention/_kept.html", takes_context=True)
def kept_until(context: RequestContext) -> dict[str, Any]:
    """Draw until when the context's run is kept; nothing where no rule is about it."""
    run = context["run"]
    return {"run": run, "decision": decision(run), "csrf_token": context.get("csrf_token")}
