"""The models practice offers, and when OpenAI shuts them.

Practice keeps what OpenAI has shut (`dall-e-2`, `dall-e-3`, `gpt-3.5-turbo-instruct`): the forms for
compatible servers that still have such models are to be tried out somewhere.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from practice.refusals import Refusal, model_not_found

CHAT, COMPLETION, RESPONSES, IMAGE, SPEECH, TRANSCRIPTION, MODERATION, EMBEDDING = (
    "chat", "completion", "responses", "image", "speech", "transcription", "moderation", "embedding",
)  # fmt: skip

# kind, ids, created, shut on
TABLE: tuple[tuple[str, str, str, str], ...] = (
    (CHAT, "gpt-6.2-astra gpt-6.2-sol", "2026-11-03", ""),
    (CHAT, "gpt-6.1-sol gpt-6.1-terra", "2026-10-06", ""),
    (CHAT, "gpt-6-astra gpt-6-sol gpt-6-luna", "2026-08-18", ""),
    (CHAT, "gpt-5.6 gpt-5.6-sol gpt-5.6-terra gpt-5.6-luna", "2026-06-09", ""),
    (CHAT, "gpt-5.5", "2026-04-21", ""),
    (CHAT, "gpt-5.4 gpt-5.4-mini", "2026-03-03", ""),
    (CHAT, "gpt-5.4-nano", "2026-03-03", "2027-04-01"),
    (CHAT, "gpt-5.2", "2025-12-09", ""),
    (CHAT, "gpt-5.1", "2025-11-11", "2027-04-01"),
    (CHAT, "gpt-5 gpt-5-mini gpt-5-nano", "2025-08-05", "2026-12-11"),
    (CHAT, "o3", "2025-04-09", "2026-12-11"),
    (CHAT, "gpt-4.1 gpt-4.1-mini", "2025-04-10", "2027-01-14"),
    (CHAT, "gpt-4o gpt-4o-mini gpt-4o-2024-08-06 gpt-4o-2024-11-20", "2024-05-10", "2027-01-14"),
    (CHAT, "gpt-audio-1.5", "2026-02-10", ""),
    (CHAT, "gpt-audio gpt-audio-mini", "2025-08-28", "2027-01-20"),
    (CHAT, "gpt-4", "2023-06-27", "2026-10-23"),
    (RESPONSES, "gpt-5.5-pro", "2026-04-21", ""),
    (COMPLETION, "gpt-3.5-turbo-instruct", "2023-08-24", "2026-09-28"),
    (IMAGE, "gpt-image-2.6-sunburst gpt-image-2.6-flare", "2026-11-10", ""),
    (IMAGE, "gpt-image-2.5-sunburst gpt-image-2.5-flare", "2026-09-08", ""),
    (IMAGE, "gpt-image-2", "2026-04-21", ""),
    (IMAGE, "gpt-image-1.5", "2025-12-16", "2026-12-01"),
    (IMAGE, "gpt-image-1-mini", "2025-10-06", "2026-12-01"),
    (IMAGE, "dall-e-3", "2023-11-01", "2026-05-12"),
    (IMAGE, "dall-e-2", "2023-11-01", "2026-05-12"),
    (SPEECH, "gpt-4o-mini-tts", "2025-03-19", "2027-01-06"),
    (SPEECH, "tts-1 tts-1-hd", "2023-11-06", "2027-01-06"),
    (TRANSCRIPTION, "gpt-transcribe", "2026-09-15", ""),
    (TRANSCRIPTION, "gpt-4o-transcribe gpt-4o-mini-transcribe", "2025-03-15", "2027-02-26"),
    (TRANSCRIPTION, "gpt-4o-transcribe-diarize", "2025-10-15", "2027-02-26"),
    (TRANSCRIPTION, "whisper-1", "2023-02-27", "2027-02-26"),
    (MODERATION, "omni-moderation-latest omni-moderation-2024-09-26", "2024-09-26", ""),
    (EMBEDDING, "text-embedding-3-small text-embedding-3-large", "2024-01-22", ""),
)  # fmt: skip

# How OpenAI answers a model of another kind at an endpoint.
MISPLACED = {
    CHAT: "This is not a chat model and thus not supported in the v1/chat/completions endpoint.",
    COMPLETION: "This is a chat model and not supported in the v1/completions endpoint. "
    "Did you mean to use v1/chat/completions?",
}


@dataclass(frozen=True)
class Model:
    id: str
    kind: str
    created: date
    shut: date | None

    def described(self) -> dict[str, Any]:
        """Return the model as `GET /models` lists it."""
        midnight = datetime(self.created.year, self.created.month, self.created.day, tzinfo=UTC)
        return {
            "id": self.id,
            "object": "model",
            "created": int(midnight.timestamp()),
            "owned_by": "practice",
            "shutdown_date": self.shut.isoformat() if self.shut else None,
        }


MODELS = {
    name: Model(name, kind, date.fromisoformat(created), date.fromisoformat(shut) if shut else None)
    for kind, names, created, shut in TABLE
    for name in names.split()
}


def find(name: str) -> Model:
    if name not in MODELS:
        raise model_not_found(name)
    return MODELS[name]


def find_for(kind: str, name: str) -> Model:
    """Return the model if the endpoint takes its kind."""
    model = find(name)
    if model.kind == kind or (kind, model.kind) == (RESPONSES, CHAT):
        return model
    if kind == CHAT and model.kind == RESPONSES:
        message = "This model is only supported in v1/responses and not in v1/chat/completions."
        raise Refusal(message, status=404, param="model")
    if kind in MISPLACED:
        raise Refusal(MISPLACED[kind], status=404, param="model")
    message = f"Invalid value: '{name}'. This endpoint takes {kind} models only."
    raise Refusal(message, code="invalid_value", param="model")
