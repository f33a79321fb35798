"""Letters that are owed: to people who want to be written to when a run took long."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from runs.models.state import State

if TYPE_CHECKING:
    from runs.models.run import Run

MOST_TRIES = 8
FIRST_PAUSE = timedelta(minutes=1)
WORTH_A_LETTER = (State.SUCCEEDED, State.FAILED)


class LetterQuerySet(models.QuerySet["Letter"]):
    def owe(self, run: "Run", state: State) -> None:
        """Owe a letter about a run that ends now, if its owner wants one; in the transaction of the end."""
        person = run.owner
        wanted = settings.MAILS and person.email and person.write_after and state in WORTH_A_LETTER
        if wanted and timezone.now() - run.created_at >= timedelta(minutes=person.write_after or 0):
            self.create(run=run)

    def due(self) -> "LetterQuerySet":
        """Not posted, and allowed to be now."""
        return self.filter(posted_at=None, not_before__lte=timezone.now(), tries__lt=MOST_TRIES)

    def take(self) -> "Letter | None":
        """Mark the next letter that is due as posted, and return it: whoever has it posts it.

        It is marked before and not after: a death in between costs a letter, but nobody gets two.
        """
        for letter in self.due().select_related("run__owner").order_by("not_before"):
            if self.due().filter(pk=letter.pk).update(posted_at=timezone.now(), tries=F("tries") + 1):
                letter.refresh_from_db(fields=["posted_at", "tries"])
                return letter
        return None


class Letter(models.Model):
    """A letter about one run. It stays when it is posted, so that there is never another."""

    run = models.OneToOneField("runs.Run", models.CASCADE, related_name="letter")
    not_before = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    posted_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["not_before"], condition=Q(posted_at=None), name="letter_due")]

    def __str__(self) -> str:
        return f"Letter about {self.run}"

    def put_back(self) -> None:
        """Nobody took it: try again, each time after twice as long."""
        self.posted_at, self.not_before = None, timezone.now() + FIRST_PAUSE * 2 ** (self.tries - 1)
        self.save(update_fields=["posted_at", "not_before"])
