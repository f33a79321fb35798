"""What tests of the pages start from: a connection, runs in every state, forms as a browser sends them."""

import io
import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from actions import registry
from connections.models import Connection
from runs.models import Attempt, Document, Output, Run
from runs.models.files import marks
from runs.thumbnails import KEPT, SIDES, thumbnail

COMPLETION = "/actions/create-a-completion/"
TRANSCRIPTION = "/actions/create-a-transcription/"
HTMX = {"HX-Request": "true"}
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x64" + b"\0" * 2000


def a_connection(name: str = "Line", **kwargs: Any) -> Connection:
    """Return a connection whose list of models is there, so that no page asks for it."""
    fresh = {"base_url": "http://127.0.0.1:9/v1", "models_refreshed_at": timezone.now()}
    return Connection.objects.create(name=name, **{**fresh, **kwargs})


def a_form(line: Connection, text: str = "Hello", **more: str) -> dict[str, str]:
    """Return a completion's form as a browser sends it."""
    return {
        "submission": str(uuid.uuid4()),
        "connection": str(line.pk),
        "method": "chat",
        "model": "gpt-4o",
        "messages-TOTAL_FORMS": "1",
        "messages-INITIAL_FORMS": "0",
        "messages-0-role": "user",
        "messages-0-content": text,
        **more,
    }


def a_recording(name: str = "talk.mp3", content: bytes = MP3) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "audio/mpeg")


def a_run(owner: Any, line: Connection, text: str = "Hello", action: str = "", **fields: Any) -> Run:
    """Return a waiting run of a completion, or, with `action`, one that only says so."""
    values = {
        "method": "chat",
        "model": "gpt-4o",
        "messages": [{"role": "user", "content": text}],
        "temperature": 0.5,
    }
    run = Run.objects.submit(owner, line, registry.get("create-a-completion"), values)
    Run.objects.filter(pk=run.pk).update(**{**({"action": action} if action else {}), **fields})
    run.refresh_from_db()
    return run


def answered(run: Run, *outputs: Output, **fields: Any) -> Run:
    """Finish a run with these results."""
    attempt = Attempt.objects.create(run=run, number=1)
    for place, output in enumerate(outputs):
        output.run, output.attempt, output.position = run, attempt, place
        output.save()
    Document.objects.add(run.pk, outputs)
    now = timezone.now()
    over = {"state": "succeeded", "started_at": now, "finished_at": now, **marks(outputs), **fields}
    Run.objects.filter(pk=run.pk).update(**over)
    run.refresh_from_db()
    return run


def a_file(content: bytes, filename: str, media_type: str, kind: str = "binary") -> Output:
    """Return a result with a file, as the worker stores it: a picture with its small copy."""
    name = default_storage.save(f"outputs/{uuid.uuid4().hex}", ContentFile(content))
    output = Output(kind=kind, file=name, filename=filename, media_type=media_type, size=len(content))
    if kind == "image" and (small := thumbnail(io.BytesIO(content), SIDES[KEPT])):
        output.thumbnail = default_storage.save(f"{name}-small", ContentFile(small.content))
        output.width, output.height = small.width, small.height
    return output


def body(response: Any) -> bytes:
    """Return the content of an answer, streamed or not."""
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)
