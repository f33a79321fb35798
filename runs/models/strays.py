"""Files that no row owns, and what is done about them."""

import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.db import models
from django.db.models import Q
from django.utils import timezone

LONG = timedelta(hours=1)
log = logging.getLogger(__name__)


def discard(storage: Storage, name: str) -> None:
    """Delete a file, and its folder if that was the last one in it. A bucket has no folders."""
    storage.delete(name)
    if isinstance(storage, FileSystemStorage):
        with suppress(OSError):
            storage.delete(str(PurePosixPath(name).parent))


class StrayQuerySet(models.QuerySet["Stray"]):
    def announce(self, name: str, attempt: Any = None) -> None:
        """Note a file that is about to be written, or to be deleted."""
        self.get_or_create(name=name, defaults={"attempt": attempt})

    def settle(self, names: Iterable[str]) -> None:
        """Forget files that have a row from now on: to be called in that row's transaction."""
        self.filter(name__in=list(names)).delete()

    def remove(self, names: Iterable[str]) -> None:
        """Delete files that nobody will write to any more. What storage refuses stays for the sweeper."""
        for name in names:
            try:
                discard(default_storage, name)
            except OSError as error:
                log.warning("A file cannot be deleted now, so it is tried again later: %s", error)
            else:
                self.filter(name=name).delete()

    def abandoned(self) -> "StrayQuerySet":
        """Those that no attempt works on, and that have not been swept in the last hour."""
        forsaken = Q(attempt=None) | Q(attempt__finished_at__isnull=False)
        due = Q(swept_at=None) | Q(swept_at__lt=timezone.now() - LONG)
        return self.filter(forsaken, due).order_by("pk")

    def sweep(self, most: int) -> None:
        """Delete the files of those who died. Raises OSError if storage refused one.

        A worker that only stood still may write its file yet: so each is looked for once more.
        """
        refused: OSError | None = None
        for stray in self.abandoned()[:most]:
            try:
                discard(default_storage, stray.name)
            except OSError as error:
                refused = error
            else:
                stray.forget()
        if refused:
            raise refused


class Stray(models.Model):
    """A file that is being written, or is to be deleted: no row owns it now.

    It is there before the file, and gone only when another row owns the file or the file is gone: so no
    death in between, and no storage that refuses, leaves a file that nobody knows of.
    """

    name = models.CharField(max_length=200, unique=True)
    attempt = models.ForeignKey("runs.Attempt", models.SET_NULL, null=True, related_name="+")
    swept_at = models.DateTimeField(null=True)

    objects = StrayQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def forget(self) -> None:
        """Its file was deleted: let it go if that was the second time."""
        if self.swept_at:
            self.delete()
        else:
            Stray.objects.filter(pk=self.pk).update(swept_at=timezone.now())
