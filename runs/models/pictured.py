"""What a row with a file knows of the picture in it."""

from collections.abc import Iterator

from django.db import models


class Pictured(models.Model):
    """A small copy of the picture, and how large the picture is as it is seen, in pixels.

    Blank and None for what is no picture, and for one that nobody has looked at yet.
    """

    # With a default of the database's own: a worker of the version before writes rows without it.
    thumbnail = models.FileField(max_length=200, blank=True, default="", db_default="")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)

    file: models.FileField

    class Meta:
        abstract = True

    def names(self) -> Iterator[str]:
        """Yield the name of each stored file that is the row's."""
        yield from (str(file.name) for file in (self.file, self.thumbnail) if file)
