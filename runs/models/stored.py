"""A row's file as a form and an action see it."""

from typing import TYPE_CHECKING, Any

from django.core.files.base import File

if TYPE_CHECKING:
    from runs.models.files import Attachment, Output


class StoredFile(File):  # type: ignore[type-arg]  # not subscriptable at run time
    """A row's file as a form and an action see it: opened when it is first read."""

    def __init__(self, row: "Attachment | Output") -> None:
        self.row, self.name, self.mode = row, row.filename or str(row), "rb"
        self.content_type = row.media_type
        self._opened: Any = None

    @property
    def key(self) -> str:
        return str(self.row.key)

    @property
    def size(self) -> int:
        return self.row.size

    @property
    def file(self) -> Any:  # type: ignore[override]  # the parent's attribute, made when asked for
        if self._opened is None:
            stored = self.row.file
            self._opened = stored.storage.open(str(stored.name), "rb")
        return self._opened

    @property
    def closed(self) -> bool:
        return self._opened is None or self._opened.closed

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()


class AttachedFile(StoredFile):
    """An attachment's file."""

    def __init__(self, attachment: "Attachment") -> None:
        self.attachment = attachment
        super().__init__(attachment)
