"""What an action yields while it runs: pure values. Storing and drawing them is somebody else's work.

Kept with the run, each drawn by the partial of its kind:

    Text  Json  Table  Image  Audio  Transcript  Verdict  RemoteFile  Thread  Binary

Passing by while it runs:

    Delta     words as they are written
    Preview   a picture that is still sharpening
    Progress  where a longer piece of work is
    Usage     what the API counted
    Notice    a plain remark that stays with the run ("stopped at the token limit")
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple

IN_MEMORY = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A file among the outputs: its bytes, the name to save it under and its media type."""

    file: IO[bytes] = field(repr=False)
    filename: str
    media_type: str
    note: str = ""


@dataclass(frozen=True)
class Text:
    """Text as a model wrote it (Markdown), or `plain` text to be shown to the letter."""

    text: str
    note: str = ""
    plain: bool = False


@dataclass(frozen=True)
class Json:
    data: Any
    note: str = ""


@dataclass(frozen=True)
class Table:
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
class Transcript:
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
class Verdict:
    """What moderation says about a piece of content."""

    flagged: bool
    scores: tuple[Score, ...]
    about: str = ""

    @property
    def note(self) -> str:
        return self.about


@dataclass(frozen=True)
class RemoteFile:
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
class Thread:
    """A conversation that the server keeps, by its id there. It can be gone on with."""

    thread_id: str
    title: str
    onward: Onward
    note: str = ""


@dataclass(frozen=True)
class Delta:
    """The next words of the answer with this index."""

    text: str
    index: int = 0


@dataclass(frozen=True, kw_only=True)
class Preview(Stored):
    """A picture as far as it is drawn."""


@dataclass(frozen=True)
class Progress:
    text: str


@dataclass(frozen=True)
class Usage:
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Notice:
    text: str


Kept = Text | Json | Table | Image | Audio | Transcript | Verdict | RemoteFile | Thread | Binary
Passing = Delta | Preview | Progress | Usage | Notice
Value = Kept | Passing


def spooled(content: bytes) -> IO[bytes]:
    """Return content as a file at its start; large content lies on disk, not in memory."""
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever stores the value closes it
    file.write(content)
    file.seek(0)
    return file


def slug_of(words: str, fallback: str) -> str:
    """Return a few words as a file's name without its extension."""
    name = re.sub(r"[^\w]+", "-", words.lower()).strip("-_")[:40].rstrip("-")
    return name or fallback
