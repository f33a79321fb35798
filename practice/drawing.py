"""Pictures: a calm abstract one for each prompt, always the same for the same words."""

import hashlib
import io
import random
import textwrap
import threading
from collections.abc import Iterable

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

# Shapes are drawn on a canvas of this size and enlarged: a poster takes no longer than a stamp.
CANVAS = 1024
PALETTES = (
    ("#16324f", "#2a628f", "#7fb7be", "#f4d35e", "#ee964b"),
    ("#2d3047", "#419d78", "#e0a458", "#fff1d0", "#c04abc"),
    ("#0b3954", "#087e8b", "#bfd7ea", "#ff5a5f", "#f7b267"),
    ("#33261d", "#7d5a50", "#b4846c", "#e5b299", "#fcdec0"),
    ("#1b4332", "#40916c", "#95d5b2", "#d8f3dc", "#f9c74f"),
)
SHAPES = {"low": 7, "standard": 12, "medium": 12, "auto": 12, "high": 24, "hd": 24, "xhigh": 36, "max": 48}
COMPLEXITIES = {"low": 0.5, "medium": 1.0, "high": 2.0}
# A large picture takes 100 MB while it is drawn, so only a few may be at once.
AT_ONCE = threading.BoundedSemaphore(2)


def draw(
    prompt: str,
    size: tuple[int, int],
    *,
    index: int = 0,
    quality: str = "auto",
    complexity: str = "medium",
    transparent: bool = False,
    drift: float = 0,
) -> Image.Image:
    """Return the picture of a prompt.

    `index` tells several of the same prompt apart; `drift`, 0 to 1, is how far its shapes have moved.
    """
    chance = random.Random(hashlib.sha256(f"{index}:{prompt}".encode()).digest())  # noqa: S311 - no secret
    palette = list(chance.choice(PALETTES))
    chance.shuffle(palette)
    image = Image.new("RGBA", size, (0, 0, 0, 0)) if transparent else backdrop(size, palette)
    scale = CANVAS / max(size)
    canvas = (max(round(size[0] * scale), 1), max(round(size[1] * scale), 1))
    count = round(SHAPES.get(quality, 12) * COMPLEXITIES[complexity])
    shapes = ImageChops.offset(abstract(canvas, chance, palette, count), round(canvas[0] * drift), 0)
    image.alpha_composite(shapes.resize(size, Image.Resampling.BICUBIC))
    caption(image, prompt, 250 if transparent else 150)  # it may be laid over another caption
    return image


def backdrop(size: tuple[int, int], palette: list[str]) -> Image.Image:
    """Return a soft blend of four colours, one from each corner."""
    corners = Image.new("RGB", (2, 2))
    for number, colour in enumerate(palette[:4]):
        corners.putpixel((number % 2, number // 2), Image.new("RGB", (1, 1), colour).getpixel((0, 0)) or 0)
    return corners.resize(size, Image.Resampling.BICUBIC).convert("RGBA")


def abstract(size: tuple[int, int], chance: random.Random, palette: list[str], count: int) -> Image.Image:
    """Return translucent circles and arcs."""
    layer = Image.new("RGBA", size, (0, 0, 0, 0))
    for _ in range(count):
        one = Image.new("RGBA", size, (0, 0, 0, 0))
        brush = ImageDraw.Draw(one)
        radius = chance.uniform(0.05, 0.3) * min(size)
        x, y = chance.uniform(0, size[0]), chance.uniform(0, size[1])
        box = (x - radius, y - radius, x + radius, y + radius)
        colour = chance.choice(palette) + chance.choice(("66", "88", "aa"))
        if chance.random() < 0.6:
            brush.ellipse(box, fill=colour)
        else:
            start = chance.uniform(0, 360)
            brush.arc(
                box, start, start + chance.uniform(90, 300), fill=colour, width=max(round(radius / 6), 2)
            )
        layer.alpha_composite(one)
    return layer


def caption(image: Image.Image, prompt: str, opacity: int) -> None:
    """Write the prompt's words at the foot of the picture, and what it is at the top."""
    width, height = image.size
    letters = max(min(width, height) // 26, 10)
    font = ImageFont.load_default(letters)
    words = " ".join(prompt.split())
    lines = textwrap.wrap(words, max(int(width / letters * 1.7), 8), max_lines=3, placeholder=" …") or ["…"]
    top = height - round(letters * (1.3 * len(lines) + 1.2))
    foot = Image.new("RGBA", (width, height - top), (10, 16, 24, opacity))
    image.alpha_composite(foot, (0, top))
    brush = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        brush.text((letters, top + letters * (0.6 + 1.3 * number)), line, font=font, fill="white")
    label = brush.textbbox((letters * 1.2, letters), "practice", font=font)
    brush.rounded_rectangle(
        (label[0] - letters / 2, label[1] - letters / 2, label[2] + letters / 2, label[3] + letters / 2),
        letters / 2,
        fill=(10, 16, 24, 170),
    )
    brush.text((letters * 1.2, letters), "practice", font=font, fill="white")


def blurred(image: Image.Image, step: int, of: int) -> Image.Image:
    """Return the picture as it looks part of the way: step 0 of 3 is the haziest."""
    small = image.resize((max(image.width // 8, 1), max(image.height // 8, 1)))
    hazy = small.filter(ImageFilter.GaussianBlur(max(12 - 10 * step / max(of, 1), 1)))
    return hazy.resize(image.size, Image.Resampling.BICUBIC)


def encoded(image: Image.Image, form: str, compression: int = 100) -> bytes:
    """Return the file of a picture; `compression` is the quality of jpeg and webp, 0 to 100."""
    out = io.BytesIO()
    if form == "png":
        image.save(out, "PNG", compress_level=3)
    elif form == "webp":
        image.save(out, "WEBP", quality=max(compression, 1), method=2)
    else:
        image.convert("RGB").save(out, "JPEG", quality=min(max(compression, 1), 95))
    return out.getvalue()


def moving(frames: Iterable[Image.Image], milliseconds: int) -> bytes:
    """Return the GIF of some frames; they are made one at a time, and kept with few colours."""
    first, *rest = (frame.convert("RGB").quantize(64, dither=Image.Dither.NONE) for frame in frames)
    out = io.BytesIO()
    first.save(out, "GIF", save_all=True, append_images=rest, duration=milliseconds, loop=0)
    return out.getvalue()
