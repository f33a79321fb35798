"""What an action yields while it runs: pure values. Storing and drawing them is somebody else's work.

Kept with the run, each drawn by the partial of its kind:

    Text  Json  Table  Image  Audio  Transcript  Verdict  RemoteFile  Thread  Binary

Passing by while it runs:

    Delta     words as they are written
    Preview   a picture that is still sharpening
    Progress  where a longer piece of work is
    Usage     what the API counted
    Copied    what the server has stored of its own accord
    Notice    a plain remark that stays with the run ("stopped at the token limit")
"""

from actions.outputs.kept import (
    Audio,
    Binary,
    Fact,
    Image,
    Json,
    Kept,
    Onward,
    RemoteFile,
    Result,
    Score,
    Segment,
    Stored,
    Table,
    Text,
    Thread,
    Transcript,
    Verdict,
)
from actions.outputs.making import IN_MEMORY, decode, decoded, slug_of, sourced, spooled
from actions.outputs.passing import Copied, Delta, Notice, Passing, Preview, Progress, Usage

Value = Kept | Passing

__all__ = [
    "IN_MEMORY",
    "Audio",
    "Binary",
    "Copied",
    "Delta",
    "Fact",
    "Image",
    "Json",
    "Kept",
    "Notice",
    "Onward",
    "Passing",
    "Preview",
    "Progress",
    "RemoteFile",
    "Result",
    "Score",
    "Segment",
    "Stored",
    "Table",
    "Text",
    "Thread",
    "Transcript",
    "Usage",
    "Value",
    "Verdict",
    "decode",
    "decoded",
    "slug_of",
    "sourced",
    "spooled",
]
