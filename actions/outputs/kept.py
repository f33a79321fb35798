"""What stays with the run: each kind is drawn by the partial of its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple


@dataclass(frozen=True, kw_only=True)
class Result:
    """What all of them have.

    `sources` are the inputs it came from, by their places in the form: `images-0-file`, `mask`. The page
    shows them beside it.
    """

    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Stored(Result):
    """A file among the outputs: its bytes, the name to save it under and its media type."""

    file: IO[bytes] = field(repr=False)
    filename: str
    media_type: str
    note: str = ""


@dataclass(frozen=True)
class Text(Result):
    """Text as a model wrote it (Markdown), or `plain` text to be shown to the letter."""

    text: str
    note: str = ""
    plain: bool = False


@dataclass(frozen=True)
class Json(Result):
    data: Any
    note: str = ""


@dataclass(frozen=True)
class Table(Result):
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    note: str = ""


class Fact(NamedTuple):
    """What was asked of a picture and what was delivered; either may be unknown, and then blank."""

    label: str
    asked: str
    delivered: str

    @property
    def differs(self) -> bool:
        return bool(self.asked and self.delivered) and self.asked not in ("auto", self.delivered)


@dataclass(frozen=True, kw_only=True)
class Image(Stored):
    alt: str = ""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Audio(Stored):
    """A recording."""


@dataclass(frozen=True, kw_only=True)
class Binary(Stored):
    """Any other file."""


@dataclass(frozen=True)
class Segment:
    """A stretch of a transcript; times in seconds."""

    start: float
    end: float
    text: str
    speaker: str = ""


@dataclass(frozen=True)
class Transcript(Result):
    """Spoken words; `duration` in seconds. Segments where the model gives times."""

    text: str
    segments: tuple[Segment, ...] = ()
    language: str = ""
    duration: float | None = None
    note: str = ""


class Score(NamedTuple):
    """How likely content is of a category, from 0 to 1, and whether that is held against it."""

    category: str
    score: float
    flagged: bool = False


@dataclass(frozen=True)
class Verdict(Result):
    """What moderation says about a piece of content."""

    flagged: bool
    scores: tuple[Score, ...]
    about: str = ""

    @property
    def note(self) -> str:
        return self.about


@dataclass(frozen=True)
class RemoteFile(Result):
    """A file that the server keeps, by its id there."""

    file_id: str
    data: Mapping[str, Any]
    note: str = ""


@dataclass(frozen=True)
class Onward:
    """Where a result leads on to: the form of an action with some of its fields filled in."""

    label: str
    action: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Thread(Result):
    """A conversation that the server keeps, by its id there. It can be gone on with.

    `assistant` is the key of the one that answered, where there was one.
    """

    thread_id: str
    title: str
    onward: Onward
    assistant: str = ""
    note: str = ""


Kept = Text | Json | Table | Image | Audio | Transcript | Verdict | RemoteFile | Thread | Binary
