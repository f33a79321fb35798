"""Small files that stand for something huge, or are made of a great many parts."""

import struct
import zlib
from functools import cache
from io import BytesIO

from PIL import Image

MB = 1024 * 1024


def saved(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **how: object) -> bytes:
    """Return a sound picture."""
    file = BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(file, kind, **how)
    return file.getvalue()


def moving(kind: str, frames: int) -> bytes:
    file = BytesIO()
    two = [Image.effect_noise((4, 4), 60).convert("RGB") for _ in range(2)]
    first, *rest = (two[number % 2].copy() for number in range(frames))
    first.save(file, kind, save_all=True, append_images=rest)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks: bytes, width: int = 8, height: int = 8) -> bytes:
    """Return a PNG with these chunks between its head and its data."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0" * 9 * 8))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + data + chunk(b"IEND", b"")


@cache
def folded(megabytes: int) -> bytes:
    return zlib.compress(bytes(megabytes * MB), 9)


def inflating(kind: bytes, before: bytes, megabytes: int = 200) -> bytes:
    """Return a chunk of text or colours that unfolds to so much."""
    return chunk(kind, before + folded(megabytes))


def jpeg_of(*parts: bytes) -> bytes:
    """Return a JPEG with these parts after its first marker."""
    whole = saved("JPEG")
    return whole[:2] + b"".join(parts) + whole[2:]


def resized(jpeg: bytes, width: int, height: int) -> bytes:
    """Return a JPEG whose head says that it is as large as that."""
    place = next(jpeg.index(marker) for marker in (b"\xff\xc0", b"\xff\xc2") if marker in jpeg)
    return jpeg[: place + 5] + struct.pack(">HH", height, width) + jpeg[place + 9 :]


def webp_of(width: int, height: int) -> bytes:
    """Return a WebP that says it is a canvas of that size."""
    inner = saved("WEBP")[12:]
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    head = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + size
    body = b"WEBP" + head + inner
    return b"RIFF" + struct.pack("<I", len(body)) + body


def gif_of(width: int, height: int) -> bytes:
    whole = saved("GIF", mode="P")
    return whole[:6] + struct.pack("<HH", width, height) + whole[10:]


HUGE = {
    "a PNG of 60,000 by 60,000": png(width=60_000, height=60_000),
    "a PNG of 4 billion by 1": png(width=2**32 - 1, height=1),
    "a JPEG of 65,000 by 65,000": resized(saved("JPEG"), 65_000, 65_000),
    "a GIF of 65,000 by 65,000": gif_of(65_000, 65_000),
    "a WebP of 16 million by 16 million": webp_of(2**24, 2**24),
    "a WebP of 16,383 by 16,383": webp_of(16_383, 16_383),
}
MANY = {
    "a PNG of 30,000 texts": png(*[chunk(b"tEXt", b"a\0b")] * 30_000),
    "a PNG of 4 billion frames": png(chunk(b"acTL", struct.pack(">II", 2**32 - 1, 0))),
    "a JPEG of a million markers": jpeg_of(b"\xff\xe0\0\2" * 1_000_000),
    "a JPEG of a million fillers": jpeg_of(b"\xff" * 1_000_000),
    "a JPEG of a thousand scans": saved("JPEG")[:-2]
    + (b"\xff\xda\0\x08\1\1\0\0\x3f\0" * 1_000)
    + b"\xff\xd9",
    "a GIF of 2,000 frames": moving("GIF", 2_000),
    "a GIF of half a million blocks": saved("GIF", mode="P")[:-1] + b"!\xfe" + b"\1x" * 500_000 + b"\0;",
}
SWELLING = {
    "a PNG with colours of 200 MB": png(inflating(b"iCCP", b"x\0\0")),
    "a PNG with a text of 200 MB": png(inflating(b"zTXt", b"x\0\0")),
    "a PNG with a text in Unicode of 200 MB": png(inflating(b"iTXt", b"x\0\1\0\0\0")),
}
DAMAGED = {
    "a PNG whose chunk is longer than all": png()[:-12] + struct.pack(">I", 2**32 - 1) + b"tEXt",
    "a PNG without an end": png()[:-12],
    "a PNG without pixels": png(width=0),
    "a PNG that is one by name": b"\x89PNG\r\n\x1a\n",
    "a JPEG of a marker": b"\xff\xd8\xff",
    "a JPEG without its data": saved("JPEG")[:200] + b"\xff\xd9",
    "a GIF without a picture": saved("GIF", mode="P")[:13] + b";",
    "a WebP of a head": b"RIFF\x10\0\0\0WEBP",
    "a text": b"no picture at all",
    "nothing": b"",
    "an SVG": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "a TIFF": b"II*\0" + bytes(100),
    "a page in PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
}
