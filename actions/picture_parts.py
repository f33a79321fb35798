"""The parts that a picture's file is made of, walked through without decoding any of them.

A small file can stand for a huge picture, be cut off, or be made of millions of parts: their heads say so.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from struct import error as NoNumber  # noqa: N812 - it says what it is
from struct import unpack
from typing import IO

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

PIECE = 64 * 1024
MOST_FRAMES = 1_000
MOST_SCANS = 100
# In the picture data of a JPEG, what is not data: FF and something that is neither 00 nor a restart.
MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
CUT_OFF = _("is cut off, and may not have been copied whole")
MANY = _("is made of more parts than a picture has")
SENSELESS = _("cannot be read as a picture, and may be damaged")


class Flaw(ValueError):  # noqa: N818 - reads as what is found
    """A file that is no whole picture; its words follow the file's name."""


@dataclass
class Parts:
    """What the heads of the parts say. `progressive` is a JPEG that can only be decoded in its full size."""

    width: int
    height: int
    frames: int = 1
    progressive: bool = False
    media_type: str = ""

    @property
    def pixels(self) -> int:
        return self.width * self.height


class Walker:
    """Goes through an open file, part by part, for no more than `most` parts."""

    def __init__(self, file: IO[bytes], most: int) -> None:
        self.file, self.left = file, most
        self.size = file.seek(0, 2)
        file.seek(0)

    def take(self, count: int) -> bytes:
        """Return the next bytes. Raises Flaw if they are not there."""
        data = self.file.read(count)
        if len(data) < count:
            raise Flaw(CUT_OFF)
        return data

    def skip(self, count: int) -> None:
        """Pass over a part. Raises Flaw if it is not all there, or if there have been too many."""
        self.left -= 1
        if self.left < 0:
            raise Flaw(MANY)
        if self.file.seek(count, 1) > self.size:
            raise Flaw(CUT_OFF)


def parts_of(file: IO[bytes]) -> Parts:
    """Return what an open file is made of, whatever its name says; leave it at its start. Raises Flaw."""
    file.seek(0)
    media_type = media_type_of(file.read(16))
    try:
        walk, most = WALKS[media_type]
        parts = walk(Walker(file, most))
    except KeyError:
        raise Flaw(gettext("is no picture of a kind we know")) from None
    except (NoNumber, IndexError):
        raise Flaw(SENSELESS) from None
    finally:
        file.seek(0)
    if not parts.pixels or not parts.frames:
        raise Flaw(gettext("has no pixels"))
    if parts.frames > MOST_FRAMES:
        raise Flaw(
            gettext("has more than %(most_frames)s frames")
            % {"most_frames": number_format(MOST_FRAMES, force_grouping=True)}
        )
    parts.media_type = media_type
    return parts


def media_type_of(head: bytes) -> str:
    """Return the media type of a picture by its first bytes; blank for none that we know."""
    starts = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((name for start, name in starts.items() if head.startswith(start)), "")


def png(walker: Walker) -> Parts:
    walker.take(8)
    parts = Parts(0, 0)
    while True:
        length, kind = unpack(">I4s", walker.take(8))
        match kind:
            case b"IHDR":
                parts.width, parts.height = unpack(">II", walker.take(8))
                length -= 8
            case b"acTL":
                (parts.frames,) = unpack(">I", walker.take(4))
                length -= 4
            case b"IEND":
                return parts
        walker.skip(length + 4)


def gif(walker: Walker) -> Parts:
    width, height, flags = unpack("<6xHHB2x", walker.take(13))
    walker.skip(colours(flags))
    frames = 0
    while True:
        match walker.file.read(1) if frames else walker.take(1):
            case b"!":
                walker.take(1)
            case b",":
                frames += 1
                walker.skip(colours(walker.take(9)[8]) + 1)
            case _:  # the end; some programs leave it out
                return Parts(width, height, frames)
        while length := walker.take(1)[0]:
            walker.skip(length)


def colours(flags: int) -> int:
    """Return how long a table of colours is."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 128 else 0


def webp(walker: Walker) -> Parts:
    length, kind = unpack("<4xI4x4s", walker.take(16))
    if length + 8 > walker.size:
        raise Flaw(CUT_OFF)
    head = walker.take(14)
    if kind == b"VP8 ":
        width, height = unpack("<HH", head[10:14])
        return Parts(width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L":
        (bits,) = unpack("<I", head[5:9])
        return Parts((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    width, height = (int.from_bytes(head[start : start + 3], "little") + 1 for start in (8, 11))
    frames = 0
    while len(part := walker.file.read(8)) == 8:
        frames += part[:4] == b"ANMF"
        length = int.from_bytes(part[4:], "little")
        walker.skip(length + length % 2)
    return Parts(width, height, max(frames, 1))


def jpeg(walker: Walker) -> Parts:
    walker.take(2)
    parts, scans = Parts(0, 0), 0
    while (marker := next_marker(walker, in_data=scans > 0)) != 0xD9:
        (length,) = unpack(">H", walker.take(2))
        left = length - 2
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            parts.height, parts.width = unpack(">xHH", walker.take(5))
            parts.progressive = marker in (0xC2, 0xC6, 0xCA, 0xCE)
            left -= 5
        scans += marker == 0xDA
        if scans > MOST_SCANS:
            raise Flaw(MANY)
        walker.skip(left)
    if not scans:
        raise Flaw(CUT_OFF)
    return parts


def next_marker(walker: Walker, *, in_data: bool) -> int:
    """Return the next marker of a JPEG; `in_data` says that the data of the picture may come before it."""
    if in_data:
        return marker_after_data(walker)
    while (found := walker.take(2)) == b"\xff\xff":
        walker.skip(-1)
    if found[0] != 0xFF:
        raise Flaw(SENSELESS)
    return found[1]


def marker_after_data(walker: Walker) -> int:
    """Return the marker that ends the data, which may have any length."""
    while len(piece := walker.file.read(PIECE)) > 1:
        if found := MARKER.search(piece):
            walker.file.seek(found.end() - len(piece), 1)
            return found[1][0]
        walker.file.seek(-1, 1)
    raise Flaw(CUT_OFF)


# How a file of each type is walked through, and more parts than any program makes of it.
WALKS: dict[str, tuple[Callable[[Walker], Parts], int]] = {
    "image/png": (png, 20_000),
    "image/gif": (gif, 300_000),
    "image/webp": (webp, 20_000),
    "image/jpeg": (jpeg, 20_000),
}
