"""The files that went into a run and the results that came out of it.

Paths are made of keys alone: nothing a person or a server typed is ever part of one. A row is there before
its file, an attachment or a stray, so that no death in between leaves a file that nobody knows of.
"""

import uuid
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from audit.trail import Thing
from connections.filenames import safe_filename
from runs.models.pictured import Pictured
from runs.models.places import Placed
from runs.models.stored import AttachedFile, StoredFile
from runs.models.strays import Stray

if TYPE_CHECKING:
    from people.models import User
    from runs.models.run import Run


class NotStored(OSError):  # noqa: N818 - what the storage said, for a person to hear of
    """There was no keeping an upload."""


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: Any) -> "AttachmentQuerySet":
        """A person's own, but for those of runs that they deleted."""
        return self.filter(models.Q(run=None) | models.Q(run__discarded_at=None), owner=user)

    def keep(self, owner: "User", field: str, file: Any) -> "Attachment":
        """Store an upload that belongs to no run yet. `field` is its path in the form. Raises NotStored."""
        key = uuid.uuid4()
        attachment = self.create(
            key=key,
            owner=owner,
            field=field,
            file=f"attachments/{key.hex[:2]}/{key.hex}",
            filename=safe_filename(str(file.name)),
            media_type=(getattr(file, "content_type", None) or "application/octet-stream")[:100],
            size=file.size,
        )
        file.seek(0)
        try:
            attachment.file.storage.save(str(attachment.file.name), file)
        except OSError as error:
            attachment.delete()
            raise NotStored(str(error)) from error
        return attachment

    def attachable(self, owner: "User", field: str, file: Any) -> "Attachment":
        """Return one that belongs to no run, for an upload, a kept one, another run's or a result."""
        if not isinstance(file, AttachedFile):
            return self.keep(owner, field, file)
        attachment = self.visible_to(owner).get(pk=file.attachment.pk)
        if attachment.run_id is not None:
            with attachment.opened() as content:
                return self.keep(owner, field, content)
        attachment.field = field
        return attachment


class Attachment(Placed, Pictured):
    """An uploaded file. Without a run it is kept for a form that is still being corrected."""

    home = "runs:attachment"

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attachments")
    run = models.ForeignKey("runs.Run", models.CASCADE, null=True, related_name="attachments")
    field = models.CharField(max_length=200)
    file = models.FileField(max_length=200)
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return self.address(self.filename)

    @property
    def audited(self) -> Thing:
        return Thing("file", str(self.key), self.filename)

    def opened(self) -> AttachedFile:
        return AttachedFile(self)

    def attach(self, run: "Run") -> None:
        """Make it the run's. Raises Attachment.DoesNotExist if it is gone or already another run's."""
        if not Attachment.objects.filter(pk=self.pk, run=None).update(run=run, field=self.field):
            raise Attachment.DoesNotExist(self.filename)


class Output(Placed, Pictured):
    """One result of a run. Its `kind`, as in `actions.outputs`, names the partial that draws it."""

    home = "runs:output"

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey("runs.Run", models.CASCADE, related_name="outputs")
    attempt = models.ForeignKey("runs.Attempt", models.CASCADE, related_name="outputs")
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    data = models.JSONField(null=True)
    file = models.FileField(max_length=200, blank=True)
    filename = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField(default=0)
    alt = models.TextField(blank=True)
    note = models.CharField(max_length=500, blank=True)
    # The inputs it came from, by their places in the form: paths as in `runs.models.values`.
    sources = models.JSONField(default=list)
    preview = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.filename or self.kind

    def get_absolute_url(self) -> str:
        """Where its file is; only for outputs that have one."""
        return self.address(self.filename or self.kind)

    def opened(self) -> StoredFile:
        """Return its file; only for outputs that have one."""
        return StoredFile(self)

    @property
    def audited(self) -> Thing:
        """Its file as the audit record names it: the rest of the name may be made of what was asked."""
        return Thing("file", str(self.key), f"{self.kind}{PurePosixPath(self.filename).suffix}")


MARKS = {"image": "has_image", "audio": "has_audio", "video": "has_audio"}


def marks(files: "Iterable[Attachment | Output]") -> dict[str, bool]:
    """Return what a run says of itself that has these files."""
    kinds = {file.media_type.partition("/")[0] for file in files}
    return {mark: True for kind, mark in MARKS.items() if kind in kinds}


@receiver(post_delete, sender=Attachment)
@receiver(post_delete, sender=Output)
def delete_files(instance: Attachment | Output, **_kwargs: Any) -> None:
    """A row's files go with it, once that is certain."""
    names = list(instance.names())
    for name in names:
        Stray.objects.announce(name)
    transaction.on_commit(lambda: Stray.objects.remove(names), robust=True)
