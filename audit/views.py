"""The administrators' page of the record, and the record as a file. `config.urls` says who may open them."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from audit.events import Event
from audit.exporting import FORMATS
from audit.forms import FilterForm
from audit.reading import one_by_one, page
from audit.trail import record


@require_safe
@never_cache
def entries(request: HttpRequest) -> HttpResponse:
    """The record, newest first."""
    form, before = FilterForm(request.GET), request.GET.get("before", "")
    context = {
        "form": form,
        "page": page(form.entries(), before),
        "before": before,
        "zone": timezone.get_current_timezone_name(),
    }
    return render(request, "audit/entries.html", context, status=422 if form.errors else 200)


@require_GET
@never_cache
def export(request: HttpRequest, extension: str) -> StreamingHttpResponse:
    """What the filters let through, as a file. That it was taken away is recorded too."""
    form = FilterForm(request.GET)
    if not form.is_valid():
        raise Http404("No entries can be looked for like that.")
    record(Event.EXPORTED, filters=[f"{name}: {value}" for name, value in form.chosen.items()])
    write, media_type = FORMATS[extension]
    name = f"audit-{timezone.localdate():%Y-%m-%d}.{extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(write(one_by_one(form.entries())), content_type=media_type, headers=headers)
