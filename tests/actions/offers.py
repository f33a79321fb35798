"""Stand-ins for a connection and its models, as a form sees them."""

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict


@dataclass(frozen=True)
class Offer:
    model_id: str
    shutdown_date: date | None = None


@dataclass(frozen=True)
class Shop:
    """A connection that offers a few models of each kind."""

    pk: int = 1
    name: str = "Practice"
    models: tuple[Offer, ...] = (
        Offer("gpt-4o", date(2027, 1, 14)),
        Offer("gpt-5.4-mini"),
        Offer("gpt-6-sol"),
        Offer("gpt-image-2"),
        Offer("gpt-4o-mini-tts", date(2027, 1, 6)),
        Offer("gpt-transcribe"),
        Offer("whisper-1", date(2027, 2, 26)),
    )

    def models_for_form(self) -> tuple[Offer, ...]:
        return self.models


def posted(**fields: object) -> QueryDict:
    """Return fields as a browser posts them; `messages__0__role` stands for `messages-0-role`."""
    data = QueryDict(mutable=True)
    data.update({"connection": "1"})
    for name, value in fields.items():
        data[name.replace("__", "-")] = str(value)
    return data
