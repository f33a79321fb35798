"""Small pictures to upload."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(
    name: str = "cat.png",
    size: tuple[int, int] = (8, 8),
    *,
    mode: str = "RGB",
    hole: bool = False,
    frames: int = 1,
) -> SimpleUploadedFile:
    """Return a picture in the format its name says; with a `hole` its middle can be seen through."""
    image = Image.new("RGBA" if hole else mode, size, "teal")
    if hole:
        width, height = size
        image.paste((0, 0, 0, 0), (width // 4, height // 4, width // 2, height // 2))
    others = [Image.new(mode, size, (0, 0, shade)) for shade in range(1, frames)]
    file, kind = BytesIO(), name.rpartition(".")[2].replace("jpg", "jpeg")
    image.save(file, kind.upper(), **({"save_all": True, "append_images": others} if others else {}))
    return SimpleUploadedFile(name, file.getvalue(), f"image/{kind}")


def turned(name: str, size: tuple[int, int], orientation: int = 6) -> SimpleUploadedFile:
    """Return a JPEG as a phone keeps it: lying otherwise than it is to be seen, by default on its side."""
    image, file = Image.new("RGB", size), BytesIO()
    image.getexif()[0x0112] = orientation
    image.save(file, "JPEG", exif=image.getexif())
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")
