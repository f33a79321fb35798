"""Where a worker may die while it has a run in hand, and what must follow."""

from enum import Enum
from typing import NamedTuple


class Follows(NamedTuple):
    """What becomes of a run that costs. One that is free always succeeds in the end."""

    repeated: bool  # nothing had left: another worker does it, and nobody notices
    succeeds: bool


AGAIN, INTERRUPTED, KEPT = Follows(True, True), Follows(False, False), Follows(False, True)


class Point(Enum):
    BEFORE_CLAIM = "before the claim"
    CLAIMED = "after the claim"
    BEFORE_SENDING = "connected, before sending"
    LEAVING = "as the request is about to leave"
    UPLOADING = "while uploading to the API"
    WAITING = "while waiting for the answer"
    STREAMING = "in mid-stream"
    WRITING_FILE = "while writing a file of the answer"
    BETWEEN_OUTPUTS = "between two outputs"
    BEFORE_STORING = "after the answer, before it is stored"
    STORING = "while it is stored"
    STORED = "after storing, before the acknowledgement"

    @property
    def follows(self) -> Follows:
        if self in (Point.BEFORE_CLAIM, Point.CLAIMED, Point.BEFORE_SENDING):
            return AGAIN
        return KEPT if self is Point.STORED else INTERRUPTED


class Kind(Enum):
    """What is asked for, and the points that its way does not pass."""

    CHAT = "chat, streamed"
    PICTURES = "two pictures"
    TRANSCRIPT = "transcript of an upload"
    FILE = "file upload"
    MODERATION = "moderation, free"

    @property
    def points(self) -> list[Point]:
        return [point for point in Point if self in ONLY.get(point, Kind)]


ONLY = {
    Point.UPLOADING: (Kind.TRANSCRIPT, Kind.FILE),
    Point.STREAMING: (Kind.CHAT,),
    Point.WRITING_FILE: (Kind.PICTURES,),
    Point.BETWEEN_OUTPUTS: (Kind.PICTURES,),
}


class OfTheWeb(Enum):
    """Where the web process may die while it takes an upload in."""

    BEFORE_FILE = "the web process, before it keeps an upload"
    AFTER_FILE = "the web process, after it kept an upload"
