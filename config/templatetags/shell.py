"""Tags of the page shell: icons and navigation links."""

import re
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import Context, RequestContext
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from actions import registry
from actions.action import Action
from config import words
from config.shortcuts import groups_for

register = template.Library()


@cache
def drawing(name: str) -> SafeString:
    """Return what stands inside the icon's <svg> element. Raises FileNotFoundError for an unknown name."""
    svg = (settings.ICONS / "outline" / f"{name}.svg").read_text()
    inside = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$|<path stroke=\"none\"[^>]*/>", "", svg, flags=re.DOTALL)
    return mark_safe(re.sub(r"\s*\n\s*", "", inside))  # noqa: S308 - a packaged file


ONWARD = {"arrow-left", "arrow-right", "chevron-left", "chevron-right", "logout"}
DRAWN = (
    '<svg class="icon {classes}" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
    ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{drawing}</svg>'
)


@register.simple_tag
@cache
def icon(name: str, classes: str = "") -> SafeString:
    """Draw a Tabler icon, hidden from screen readers: the words beside it say what it means."""
    turned = "icon-onward" if name in ONWARD else ""  # points the other way where one reads from the right
    return format_html(DRAWN, classes=f"{turned} {classes}".strip(), drawing=drawing(name))


@register.simple_tag
def words_of_scripts(language: str) -> str:
    """Return the address of the words that our scripts say, in a language."""
    return words.address(language)


@register.inclusion_tag("shell/_shortcuts.html", takes_context=True)
def shortcuts(context: RequestContext) -> dict[str, Any]:
    """Draw the shortcuts that the person has."""
    return {"groups": groups_for(context["request"].user)}


# What in an address names a single thing. No link of the navigation has such.
ANY_ONE = re.compile(r"/(?:\d+|[0-9a-f-]{36})/")


@cache
def place_of(address: str, args: tuple[str, ...]) -> str:
    return reverse(address, args=args)


@cache
def link(url: str, title: str, icon: str, current: str) -> SafeString:
    """Draw a link of the navigation. Each page has two dozen, nearly always the same."""
    return render_to_string(
        "shell/_nav_link.html", {"url": url, "title": title, "icon": icon, "current": current}
    )


@register.simple_tag(takes_context=True)
def navigation(context: RequestContext) -> SafeString:
    """Draw the navigation, nearly always as it was before: its two dozen links were a tenth of a page."""
    request = context["request"]
    place = ANY_ONE.sub("/one/", request.path)
    return navigation_at(place, get_language(), registry.all_actions(), request.user.is_superuser)


@lru_cache(maxsize=512)
def navigation_at(
    path: str, _language: str | None, _actions: tuple[Action, ...], administrator: bool
) -> SafeString:
    """Draw it as it is in a place, for one language, these actions and this kind of person."""
    known = {"path": path, "menu": registry.menu(), "administrator": administrator}
    return render_to_string("shell/_nav.html", known)


@register.simple_tag(takes_context=True)
def nav_link(
    context: Context, address: str, title: str, icon: str, *args: str, inside: str = "", but: str = ""
) -> SafeString:
    """Draw one link of the navigation, marked as current on its own page ("page") and below it ("true").

    `inside` is a part of the addresses that are the link's wherever they lie, `but` of those that are not.
    """
    url, path = place_of(address, args), context["path"]
    below = inside in path if inside else url != "/" and path.startswith(url) and not (but and but in path)
    current = "page" if path == url else "true" if below else ""
    return link(url, str(title), icon, current)
