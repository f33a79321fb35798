"""Editing pictures: what the mask leaves free is painted over with the prompt, the rest is kept."""

from collections.abc import Sequence

from PIL import Image, ImageOps

INSET = 4  # further pictures are at most this fraction of the width


def edited(
    base: Image.Image, drawn: Image.Image, stencil: Image.Image | None, insets: Sequence[Image.Image]
) -> Image.Image:
    """Return `base` with `drawn` where the stencil is 0, and the further pictures along its top.

    Without a stencil, `drawn` is laid over all of it. All are of one size, but the insets.
    """
    if stencil is None:
        result = base.copy()
        result.alpha_composite(drawn)
    else:
        result = Image.composite(base, drawn, stencil)
    width = result.width // max(INSET, len(insets) + 1)
    for number, inset in enumerate(insets, 1):
        small = ImageOps.contain(inset, (width, result.height // INSET))
        result.alpha_composite(small, (result.width - number * width, 0))
    return result


def fitted(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the picture in that size: its middle, where the proportions differ."""
    return image if image.size == size else ImageOps.fit(image, size, Image.Resampling.BICUBIC)


def opaque(image: Image.Image) -> Image.Image:
    """Return the picture on white."""
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image)
    return ground


def nearest_size(image: Image.Image, sizes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the size whose proportions are most like the picture's."""
    shape = image.width / image.height
    return min(sizes, key=lambda size: abs(size[0] / size[1] - shape))
