"""The pages of the files that servers keep, for whoever may use the connection. Administrators may delete."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.events import Event
from audit.trail import Thing, record
from connections import remote_files
from connections.client import Timeouts
from connections.errors import NotOffered, OpenAIError
from connections.models import LISTING, Connection
from people.access import Access, access

# A page waits for the whole file, so a huge one is not waited for.
DOWNLOAD = Timeouts(connect=10, read=30, total=300)


def connection_or_404(request: HttpRequest, pk: int) -> Connection:
    return get_object_or_404(Connection.objects.usable_by(request.user), pk=pk)


def told(error: OpenAIError) -> str:
    """Return an error in words that say what to do."""
    if isinstance(error, NotOffered):
        return _("This server does not offer files.")
    return " ".join(filter(None, [error.message, error.detail, error.advice]))


@access(Access.SIGNED_IN)
@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """Lead to the files of the first connection there is."""
    connection = Connection.objects.usable_by(request.user).first()
    if connection is None:
        return render(request, "connections/files.html", {})
    return redirect("connections:files", connection.pk)


@access(Access.COLLEAGUES)
@require_safe
def files(request: HttpRequest, pk: int) -> HttpResponse:
    connection = connection_or_404(request, pk)
    after = request.GET.get("after", "")
    context = {
        "connection": connection,
        "others": Connection.objects.usable_by(request.user),
        "after": after,
    }
    try:
        with connection.client(timeouts=LISTING) as client:
            context["page"] = remote_files.listed(client, after)
    except OpenAIError as error:
        context["error"] = told(error)
    return render(request, "connections/files.html", context)


def audited(file: remote_files.RemoteFile) -> Thing:
    return Thing("file", file.file_id, file.filename)


@access(Access.COLLEAGUES)
@require_safe
def download(request: HttpRequest, pk: int, file_id: str) -> HttpResponseBase:
    """A file's content, always to be saved and never shown: nobody has looked into it."""
    connection = connection_or_404(request, pk)
    try:
        with connection.client(timeouts=DOWNLOAD) as client:
            file = remote_files.found(client, file_id)
            answer = remote_files.content(client, file_id)
    except OpenAIError as error:
        messages.error(request, _("The file could not be downloaded. %(reason)s") % {"reason": told(error)})
        return redirect("connections:files", pk)
    record(Event.FILE_DOWNLOADED, audited(file), connection=connection.name)
    return FileResponse(
        answer.file, as_attachment=True, filename=file.filename, content_type="application/octet-stream"
    )


@access(Access.ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int, file_id: str) -> HttpResponse:
    """Ask, then delete the file on the server."""
    connection = connection_or_404(request, pk)
    try:
        with connection.client(timeouts=LISTING) as client:
            file = remote_files.found(client, file_id)
            if request.method != "POST":
                return render(
                    request, "connections/file_delete.html", {"connection": connection, "file": file}
                )
            remote_files.delete(client, file_id)
    except OpenAIError as error:
        messages.error(request, _("The file was not deleted. %(reason)s") % {"reason": told(error)})
    else:
        record(Event.FILE_DELETED, audited(file), connection=connection.name)
        messages.success(
            request, _("“%(filename)s” is deleted from the server.") % {"filename": file.filename}
        )
    return redirect("connections:files", pk)
