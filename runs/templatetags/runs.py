"""What the pages of runs need: outputs by their kind, times, actions that may have gone."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.template import RequestContext, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions import registry
from actions.action import Action
from runs import exporting, failures, markdown, notices, onward
from runs.models import Attachment, Output, Run

register = template.Library()
MOST_CHARACTERS = 100_000
USAGE = {
    "input_tokens": _("Input tokens"),
    "output_tokens": _("Output tokens"),
    "prompt_tokens": _("Prompt tokens"),
    "completion_tokens": _("Completion tokens"),
    "total_tokens": _("Total tokens"),
    "seconds": _("Seconds"),
}
OUTCOMES = {
    "succeeded": _("succeeded"),
    "failed": _("failed"),
    "cancelled": _("cancelled"),
    "retried": _("retried"),
    "requeued": _("requeued"),
}


class Gone(NamedTuple):
    """Stands in for an action that Workroom does not have any more."""

    title: str
    slug: str = ""
    icon: str = "archive"
    group: str = ""


@register.filter
def action(run: Run) -> Action | Gone:
    try:
        return registry.get(run.action)
    except KeyError:
        return Gone(registry.title_of(run.action))


@register.filter
def impersonal(error: Mapping[str, Any]) -> str:
    return failures.impersonal(error)


@register.simple_tag(takes_context=True)
def draw(context: RequestContext, output: Output, number: int, title: str = "") -> str:
    """Draw an output by the partial of its kind; one of a kind that has gone as its data.

    `title` is for its head, in the place of what its kind is called.
    """
    try:
        partial = get_template(f"runs/outputs/_{output.kind}.html")
    except TemplateDoesNotExist:
        partial = get_template("runs/outputs/_json.html")
    run = context["run"]
    return partial.render(
        {
            "output": output,
            "number_text": str(number),
            "number": number,
            "run": run,
            "title": title,
            "steps": () if output.elsewhere else onward.steps(output, run, context["request"].user),
        }
    )


@register.inclusion_tag("runs/_told.html", takes_context=True)
def told(context: RequestContext) -> dict[str, Any]:
    """Tell what of the person's has ended, and have the page ask for what ends while it is open."""
    request = context["request"]
    found = notices.news(request.user)
    return {"news": found, "ended": notices.to_tell(found, request.path)}


@register.simple_tag
def dimensions(row: Attachment | Output) -> SafeString:
    """Write how large a picture is, for room to be left for it, and its shape; nothing if nobody knows."""
    if not row.width or not row.height:
        return SafeString()
    ratio = row.width / row.height
    shape = "tall" if ratio < 0.8 else "wide" if ratio > 1.25 else "square"
    return format_html(' width="{}" height="{}" data-shape="{}"', str(row.width), str(row.height), shape)


@register.simple_tag
def moment(when: datetime, style: str = "relative") -> SafeString:
    """Write a time so that it can be read without a script, and in the reader's own zone with one.

    `style` is "relative" (3 minutes ago), "clock" (14:05:10) or "full".
    """
    there = timezone.localtime(when)
    exact = f"{date_format(there, 'DATETIME_FORMAT')} {there:%Z}"
    words = {"relative": naturaltime(when), "clock": f"{there:%H:%M:%S %Z}", "full": exact}[style]
    return format_html(
        '<time datetime="{}" data-style="{}" title="{}">{}</time>', there.isoformat(), style, exact, words
    )


@register.filter
def as_markdown(text: str) -> SafeString:
    return markdown.to_html(text)


@register.filter
def as_words(text: str) -> str:
    return markdown.to_words(text)


@register.filter
def pretty(data: Any) -> str:
    """Write JSON to be read, not endlessly long: the download has it all."""
    text = json.dumps(data, indent=2, ensure_ascii=False)
    return (
        text
        if len(text) <= MOST_CHARACTERS
        else f"{text[:MOST_CHARACTERS]}\n… {gettext('(the download has the rest)')}"
    )


@register.filter
def downloads(output: Output) -> list[tuple[str, str]]:
    """Return (extension, address) of what an output can be downloaded as."""
    return [(one, output.address(exporting.name_of(output, one))) for one in exporting.extensions(output)]


@register.filter
def counted(usage: Any) -> list[tuple[str, str, float]]:
    """Return what the API counted, as (its name for it, label, number)."""
    numbers = usage.items() if isinstance(usage, dict) else ()
    return [
        (name, str(USAGE.get(name) or name.replace("_", " ").capitalize()), value)
        for name, value in numbers
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]


@register.filter
def outcome(word: str) -> str:
    """Return what became of an attempt, in words."""
    return str(OUTCOMES.get(word, word))


@register.filter
def anything_asked(facts: Iterable[Mapping[str, Any]]) -> bool:
    """Whether of a picture's facts any was asked for, so that there is something to compare."""
    return any(fact["asked"] for fact in facts)


@register.filter
def percent(share: float) -> str:
    """Write a share of one in percent; what is next to nothing is not called nothing."""
    if 0 < share < 0.001:
        return gettext("under %(share)s %%") % {"share": number_format(0.1)}
    return f"{number_format(round(share * 100, 1), 1)} %"


@register.filter
def clock(seconds: float) -> str:
    """Write seconds as minutes and seconds."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"


@register.filter
def cell(value: Any) -> str:
    return (
        json.dumps(value, ensure_ascii=False)
        if isinstance(value, dict | list)
        else ""
        if value is None
        else str(value)
    )
