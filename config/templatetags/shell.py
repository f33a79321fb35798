"""Tags of the page shell: icons and navigation links."""

import re
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@cache
def drawing(name: str) -> str:
    """Return what stands inside the icon's <svg> element. Raises FileNotFoundError for an unknown name."""
    svg = (settings.ICONS / "outline" / f"{name}.svg").read_text()
    inside = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$|<path stroke=\"none\"[^>]*/>", "", svg, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "", inside)


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """Draw a Tabler icon, hidden from screen readers: the words beside it say what it means."""
    return mark_safe(  # noqa: S308 - the drawing comes from a package, the rest from our own templates
        f'<svg class="icon {classes}" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        f"{drawing(name)}</svg>"
    )


@register.inclusion_tag("shell/_nav_link.html", takes_context=True)
def nav_link(
    context: template.RequestContext, address: str, title: str, icon: str, *args: str
) -> dict[str, Any]:
    """Draw one link of the navigation, marked as current on its own page ("page") and below it ("true")."""
    url, path = reverse(address, args=args), context["request"].path
    below = url != "/" and path.startswith(url)
    current = "page" if path == url else "true" if below else ""
    return {"url": url, "title": title, "icon": icon, "current": current}
