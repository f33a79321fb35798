"""One who fills in the real forms by HTTP, and presses again when the page does not come."""

import time
import uuid
from typing import Any, NamedTuple

import requests
from django.conf import settings
from django.utils.crypto import get_random_string

from connections.models import Connection
from people.models import User
from tests.conftest import signed_in
from tests.faults.points import Kind
from tests.faults.samples import sound

PATIENCE = 300.0
FORMS = {
    Kind.CHAT: "create-a-completion",
    Kind.PICTURES: "generate-an-image",
    Kind.TRANSCRIPT: "create-a-transcription",
    Kind.FILE: "upload-a-file",
    Kind.MODERATION: "create-a-moderation",
}


def filled(kind: Kind, text: str) -> tuple[dict[str, str], dict[str, Any]]:
    """Return what a browser sends of a form: fields and files."""
    match kind:
        case Kind.CHAT:
            rows = {"messages-TOTAL_FORMS": "1", "messages-INITIAL_FORMS": "0", "messages-0-role": "user"}
            return {"method": "chat", "model": "gpt-5-mini", **rows, "messages-0-content": text}, {}
        case Kind.PICTURES:
            return {"model": "gpt-image-1-mini", "prompt": text, "n": "2"}, {}
        case Kind.TRANSCRIPT:
            return {"model": "whisper-1"}, {"file": ("beep.wav", sound(), "audio/wav")}
        case Kind.FILE:
            return {"purpose": "user_data"}, {"file": ("notes.txt", text.encode() * 20_000, "text/plain")}
        case Kind.MODERATION:
            return {"input": text}, {}


class Form(NamedTuple):
    slug: str
    fields: dict[str, str]
    files: dict[str, Any]


class Visitor:
    """Signed in from the start. May be used by several threads."""

    def __init__(self, user: User, line: Connection, address: str) -> None:
        self.line, self.address = line, address
        token = get_random_string(32)
        session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
        self.cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: token}

    def ask(self, kind: Kind, text: str) -> str:
        """Send a form, again where no page comes, until its run is there; return the key of the run."""
        form = self.form(kind, text)
        end = time.monotonic() + PATIENCE
        while not (key := self.press(form)):
            if time.monotonic() > end:
                raise TimeoutError(f"No run came of {kind.value}")
            time.sleep(0.2)
        return key

    def form(self, kind: Kind, text: str) -> Form:
        """Return a form, filled in: sent twice it makes one run."""
        fields, files = filled(kind, text)
        own = {"connection": str(self.line.pk), "submission": str(uuid.uuid4())}
        return Form(FORMS[kind], fields | own, files)

    def press(self, form: Form) -> str:
        """Return the key of the run; nothing where nobody answers, or answers that it cannot be done now."""
        data = {**form.fields, "csrfmiddlewaretoken": self.cookies[settings.CSRF_COOKIE_NAME]}
        address = f"{self.address}actions/{form.slug}/"
        try:
            answer = requests.post(
                address, data, files=form.files, cookies=self.cookies, allow_redirects=False, timeout=60
            )
        except requests.RequestException:
            return ""
        assert "Traceback" not in answer.text
        if answer.status_code >= 500:
            return ""
        assert answer.status_code == 303, f"{answer.status_code} {answer.text}"
        return answer.headers["Location"].strip("/").rpartition("/")[2]
