"""What is asked for in the tests of deaths: through a form's values, for which no page is needed."""

import io
import wave
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.faults.points import Kind


def sound() -> bytes:
    """Return a recording of more than one piece on the wire."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 24_000, 0, "NONE", "not compressed"))
        file.writeframes(bytes(200_000))
    return out.getvalue()


def asked_for(kind: Kind, text: str = "Hello") -> tuple[str, dict[str, Any]]:
    """Return the action and what its form would give."""
    match kind:
        case Kind.CHAT:
            words = [{"role": "user", "content": text}]
            return "create-a-completion", {"method": "chat", "model": "gpt-5-mini", "messages": words}
        case Kind.PICTURES:
            return "generate-an-image", {"model": "gpt-image-1-mini", "prompt": text, "n": 2}
        case Kind.TRANSCRIPT:
            file = SimpleUploadedFile("beep.wav", sound(), "audio/wav")
            return "create-a-transcription", {"model": "whisper-1", "file": file}
        case Kind.FILE:
            file = SimpleUploadedFile("notes.txt", text.encode() * 50_000, "text/plain")
            return "upload-a-file", {"purpose": "user_data", "file": file}
        case Kind.MODERATION:
            return "create-a-moderation", {"input": text}
