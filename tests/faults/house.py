"""A whole Workroom for the tests of deaths: an office, Practice with its journal, one who asks."""

import io
import wave
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from actions import registry
from connections.models import Connection
from people.models import User
from runs.models import Run
from tests.conftest import signed_in
from tests.faults import reckoning
from tests.faults.dying import NEXT
from tests.faults.points import Kind, Point
from tests.processes import Office, Program, wait_until


def sound() -> SimpleUploadedFile:
    """Return a recording of more than one piece on the wire."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 24_000, 0, "NONE", "not compressed"))
        file.writeframes(bytes(200_000))
    return SimpleUploadedFile("beep.wav", out.getvalue(), "audio/wav")


def asked_for(kind: Kind, text: str = "Hello") -> tuple[str, dict[str, Any]]:
    """Return the action and what its form would give."""
    match kind:
        case Kind.CHAT:
            words = [{"role": "user", "content": text}]
            return "create-a-completion", {"method": "chat", "model": "gpt-5-mini", "messages": words}
        case Kind.PICTURES:
            return "generate-an-image", {"model": "gpt-image-1-mini", "prompt": text, "n": 2}
        case Kind.TRANSCRIPT:
            return "create-a-transcription", {"model": "whisper-1", "file": sound()}
        case Kind.FILE:
            file = SimpleUploadedFile("notes.txt", text.encode() * 50_000, "text/plain")
            return "upload-a-file", {"purpose": "user_data", "file": file}
        case Kind.MODERATION:
            return "create-a-moderation", {"input": text}


class House:
    def __init__(self, office: Office, owner: User, practice: str) -> None:
        self.office, self.owner = office, owner
        self.line = Connection.objects.create(
            name="Practice", base_url=practice, api_key="sk-practice-faults"
        )
        self.deaths = office.folder / "deaths"
        self.deaths.mkdir()
        office.worker = office.program("-m", "tests.faults.dying_worker", DEATHS=str(self.deaths))

    def ask(self, kind: Kind, text: str = "Hello") -> Run:
        slug, values = asked_for(kind, text)
        return Run.objects.submit(self.owner, self.line, registry.get(slug), values)

    def order(self, point: Point, run: Run) -> None:
        """Have the worker die when it comes to this point of this run."""
        name = NEXT if point is Point.BEFORE_CLAIM else str(run.key)
        (self.deaths / name).write_text(point.value)

    def settle(self, programs: Iterable[Program] = (), *, seconds: float = 120) -> None:
        """Return when everything has come to rest; whoever dies is started again."""
        programs = [self.office.worker, self.office.sweeper, *programs]

        def at_rest() -> bool:
            for program in programs:
                program.revive()
            return reckoning.is_quiet()

        try:
            wait_until(at_rest, seconds=seconds)
        except TimeoutError as error:
            error.add_note((self.office.folder / "log").read_text()[-20_000:])
            raise

    def unmet(self) -> list[Path]:
        """Return the orders to die that no worker came to."""
        return list(self.deaths.iterdir())

    def page(self, run: Run) -> str:
        return unescape(signed_in(self.owner).get(run.get_absolute_url()).content.decode())
