"""Turns what an action yields into rows, files and events.

Files are written as they come, rows only with the end of the attempt and only while the run is still its
own: an attempt that lost its run leaves neither.
"""

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from actions import outputs
from actions.outputs import (
    Audio,
    Binary,
    Copied,
    Delta,
    Image,
    Json,
    Notice,
    Preview,
    Progress,
    RemoteFile,
    Table,
    Text,
    Thread,
    Transcript,
    Usage,
    Value,
    Verdict,
)
from assistants.models import Conversation
from connections import limits
from connections.errors import Oversized
from connections.filenames import safe_filename
from runs import events
from runs.models import Attempt, Output, Record, Run, Stray
from runs.models.values import storable
from runs.patience import patiently
from runs.thumbnails import KEPT, SIDES, beside, thumbnail
from runs.words import Words

INCOMPLETE = _("Incomplete")


def words(text: str, note: str = INCOMPLETE) -> Output:
    """Return the row for words that no whole text followed."""
    return Output(kind="text", text=storable(text), note=note and gettext(note))


class LostRun(Exception):  # noqa: N818 - not an error: somebody else has the run now
    """The run is no longer this attempt's."""


class Recording:
    """What has come of an attempt so far."""

    def __init__(self, run: Run, attempt: Attempt) -> None:
        self.run, self.attempt = run, attempt
        self.record = Record()
        self.words = Words(run.key)
        self.texts: dict[int, list[str]] = {}
        self.files: list[str] = []
        self.said = 0  # characters

    def take(self, value: Value) -> None:
        """Take in one value. Raises LostRun, Oversized, and whatever storage and database raise."""
        match value:
            case Delta(text, index):
                self.said += len(text)
                if self.said > limits.WORDS:
                    raise Oversized
                self.texts.setdefault(index, []).append(text)
                self.words.say(text, index)
            case Progress(text):
                patiently(lambda: self.attempt.say(text))
                events.publish(self.run.key, "changed")
            case Preview():
                self.show(value)
            case Usage(data):
                self.record.usage = storable(dict(data))
            case Copied(kind, copy_id):
                self.record.copies.append([kind, storable(copy_id)[:200]])
            case Notice(text):
                self.record.notices.append(storable(text))
            case Thread():
                self.remember(value)
                self.keep(value)
            case _:
                self.keep(value)

    def remember(self, thread: Thread) -> None:
        """Keep a conversation for whoever had it: the server has it, whatever becomes of the run."""
        if connection := self.run.connection:
            owner, title, remember = self.run.owner, storable(thread.title), Conversation.objects.remember
            patiently(lambda: remember(owner, connection, thread.thread_id, title, thread.assistant))

    def keep(self, value: outputs.Kept) -> None:
        if isinstance(value, Text | Transcript) and len(value.text) > limits.WORDS:
            raise Oversized
        if isinstance(value, Text | Json | Transcript):
            self.texts.clear()  # the whole has come: its parts are not needed any more
        self.record.outputs.append(self.output(value))

    def show(self, value: Preview) -> None:
        preview = self.output(value)
        if not patiently(lambda: self.attempt.show(preview)):
            raise LostRun
        events.publish(self.run.key, "changed")

    def output(self, value: outputs.Kept | Preview) -> Output:
        """Return the row for a value, not saved yet; its file, if it has one, is stored."""
        output = Output(
            kind=type(value).__name__.lower(), note=storable(value.note)[:500], sources=list(value.sources)
        )
        match value:
            case Text(text, _, plain):
                output.text, output.data = text, {"plain": True} if plain else None
            case Json(data):
                output.data = data
            case Table(columns, rows):
                output.data = {"columns": list(columns), "rows": [list(row) for row in rows]}
            case Transcript(text, segments):
                output.text, output.data = (
                    text,
                    asdict(value) | {"segments": [asdict(one) for one in segments]},
                )
            case Verdict(flagged, scores):
                output.data = {"flagged": flagged, "scores": [one._asdict() for one in scores]}
            case Thread(thread_id, title, onward):
                output.text, output.data = thread_id, {"title": title, "onward": asdict(onward)}
            case RemoteFile(file_id, data):
                output.text, output.data = file_id, dict(data)
            case Image() | Audio() | Binary() | Preview():
                self.store(output, value)
                if facts := getattr(value, "facts", ()):
                    output.data = {"facts": [{**fact._asdict(), "differs": fact.differs} for fact in facts]}
        output.text, output.data = storable(output.text), storable(output.data)
        return output

    def store(self, output: Output, value: Image | Audio | Binary | Preview) -> None:
        output.filename, output.media_type = safe_filename(value.filename), value.media_type[:100]
        output.alt = storable(getattr(value, "alt", ""))
        output.preview = isinstance(value, Preview)
        name = f"outputs/{self.run.key}/{self.attempt.pk}-{uuid.uuid4().hex}"
        with value.file as file:
            output.size = size_of(file)
            small = thumbnail(file, SIDES[KEPT]) if isinstance(value, Image) else None
            output.file.name = self.write(name, File(file))
        if small:
            output.width, output.height = small.width, small.height
            with suppress(OSError):  # it is made later, when it is first asked for
                output.thumbnail.name = self.write(beside(name), ContentFile(small.content))

    def write(self, name: str, content: "File[Any]") -> str:
        """Write a file of which storage and database know whose it is until a row does; return its name."""
        self.files.append(name)
        patiently(lambda: Stray.objects.announce(name, self.attempt))
        return str(default_storage.save(name, content))

    def words_as_outputs(self, note: str) -> None:
        for _index, parts in sorted(self.texts.items()):
            self.record.outputs.append(words("".join(parts), note))
        self.texts.clear()

    def end(self, step: Callable[[Record], bool], *, whole: bool = False) -> bool:
        """End the attempt by one of its steps, with all that has come. False if the step was refused."""
        self.words.flush()
        self.words_as_outputs("" if whole else INCOMPLETE)
        moved = patiently(lambda: step(self.record))
        if moved:
            events.publish(self.run.key, "over")
        return moved

    def forget(self) -> None:
        """Delete the files that no row knows of: all of them, unless a step did succeed."""
        if not self.files:
            return
        kept = Output.objects.filter(Q(file__in=self.files) | Q(thumbnail__in=self.files))
        known = patiently(lambda: {name for output in kept for name in output.names()})
        patiently(lambda: Stray.objects.remove(set(self.files) - known))


def size_of(file: IO[bytes]) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    return size
