"""What a run is found by: one row of words for each, which the database keeps an index of.

SQLite has the index in a table of its own (`Match`), PostgreSQL in a column that Django does not know of:
`runs.models.indexing` makes both.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, models

from runs.models.spelling import composed, spelt
from statements import insert

if TYPE_CHECKING:
    from runs.models.files import Attachment, Output
    from runs.models.run import Run

# Characters of what was asked, and as many of the answer. PostgreSQL takes 1 MB of words in a row.
LONGEST = 60_000
AT_ONCE = 50
WHOLE = ("attachments", "outputs", "tags")
TOLD = ("json", "table", "thread")  # kinds of output whose data is what a person reads

LENGTHEN = "UPDATE runs_document SET text = text || %s, words = words || %s WHERE run_id = %s"


def said(value: Any) -> Iterator[str]:
    """Yield each text in nested values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from said(inner)


def asked(run: "Run", files: "Iterable[Attachment]") -> Iterator[str]:
    """Yield what was typed into the form, and how its files are called."""
    typed = list(said(run.values))
    if not any(text.startswith(run.headline) for text in typed):
        yield run.headline
    yield from typed
    yield from (file.filename for file in files)


def answered(outputs: "Iterable[Output]") -> Iterator[str]:
    """Yield what the results say."""
    for output in outputs:
        yield from (output.text, output.alt, output.filename)
        if output.kind in TOLD:
            yield from said(output.data)


def joined(texts: Iterable[str]) -> str:
    return composed("\n".join(text for text in texts if text)[:LONGEST])


def said_about(run: "Run") -> Iterator[str]:
    """Yield what its owner says about a run."""
    yield from (run.title, run.note)
    yield from (tag.name for tag in run.tags.all())


def content(
    run: "Run",
    files: "Iterable[Attachment]",
    outputs: "Iterable[Output]" = (),
    about: Iterable[str] = (),
) -> dict[str, Any]:
    """Return what the document of a run holds. `about` is what its owner says about it."""
    text = "\n".join(filter(None, (joined(about), joined(asked(run, files)), joined(answered(outputs)))))
    return {"run_id": run.pk, "owner_id": run.owner_id, "text": text, "words": " ".join(spelt(text))}


class DocumentQuerySet(models.QuerySet["Document"]):
    def begin(self, run: "Run", files: "Iterable[Attachment]") -> None:
        """Make a new run findable by what was asked."""
        insert(self.model(**content(run, files)))

    def add(self, run: int, outputs: "Iterable[Output]") -> None:
        """Make a run findable by what came of it, too."""
        if text := joined(answered(outputs)):
            with connection.cursor() as cursor:
                cursor.execute(LENGTHEN, [f"\n{text}", " " + " ".join(spelt(text)), run])

    def renew(self, runs: "models.QuerySet[Run]") -> None:
        """Write the documents of these runs anew, with what their owners say about them now."""
        for run in runs.order_by("pk").prefetch_related(*WHOLE).iterator(chunk_size=AT_ONCE):
            outputs = (output for output in run.outputs.all() if not output.preview)
            known = content(run, run.attachments.all(), outputs, said_about(run))
            self.filter(run=run).update(text=known["text"], words=known["words"])


class Document(models.Model):
    """The text of a run: as it was written, to be shown, and its words as they are compared."""

    run = models.OneToOneField("runs.Run", models.CASCADE, primary_key=True, related_name="document")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    text = models.TextField()
    words = models.TextField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-run"], name="document_newest")]

    def __str__(self) -> str:
        return f"words of run {self.run_id}"


class Match(models.Model):
    """A run in SQLite's index of words. Its key is the run's."""

    id = models.BigIntegerField(primary_key=True, db_column="rowid")

    class Meta:
        managed = False
        db_table = "runs_search"

    def __str__(self) -> str:
        return f"run {self.pk}"
