"""Several runs to take away, in the form that the button says."""

from django.contrib import messages
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from audit.events import Event
from audit.trail import record
from people.access import Access, access
from runs.parcel.archive import zipped
from runs.parcel.tables import as_csv, as_xlsx
from runs.parcel.texts import as_json, as_markdown
from runs.views import Request, back
from runs.views.choosing import chosen_by

FORMS = {
    "zip": (zipped, "application/zip"),
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (as_json, "application/json"),
    "md": (as_markdown, "text/markdown; charset=utf-8"),
}


@access(Access.SIGNED_IN)
@require_POST
@never_cache
def take(request: Request) -> HttpResponseBase:
    """The chosen runs as a file. That they were taken away is recorded."""
    runs, extension = chosen_by(request), request.POST.get("form", "")
    keys = [str(key) for key in runs.order_by("-pk").values_list("key", flat=True)]
    if not keys or extension not in FORMS:
        messages.warning(request, _("Nothing was chosen: tick the runs first, then press the button."))
        return back(request, "runs:history")
    event = Event.RUNS_DOWNLOADED if extension == "zip" else Event.RUNS_EXPORTED
    record(event, count=len(keys), form=extension, runs=keys)
    write, media_type = FORMS[extension]
    name = f"workroom-{timezone.localdate():%Y-%m-%d}.{extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(write(runs), content_type=media_type, headers=headers)
