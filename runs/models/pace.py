"""How fast a connection may be used after its server has said that it was too fast."""

from datetime import datetime

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from statements import SOME, SOMETIME, Kept


class PaceQuerySet(models.QuerySet["Pace"]):
    def slow_down(self, connection: int, until: datetime, running: int) -> None:
        """Pause a connection that `running` runs go through, and go on with half as many afterwards.

        Answers that come while it is paused belong to the same wave: they can only lengthen the pause.
        """
        fewer = max(1, running // 2)
        with transaction.atomic():
            pace, new = self.select_for_update().get_or_create(
                connection_id=connection,
                defaults={"slots": fewer, "paused_until": until, "whole": running},
            )
            if new:
                return
            if not pace.is_paused:
                pace.slots = fewer
            pace.whole, pace.paused_until = max(pace.whole, running), max(pace.paused_until, until)
            pace.save()

    def speed_up(self, connection: int) -> None:
        """After a success: one more at once; with as many as there were, the limit is gone."""
        now = timezone.now()
        # Hardly ever is there one, and looking, unlike writing, waits for nobody.
        if not GOES_ON.rows(now, connection):
            return
        pace = self.filter(connection=connection, paused_until__lte=now)
        if pace.update(slots=F("slots") + 1):
            pace.filter(slots__gte=F("whole")).delete()


class Pace(models.Model):
    """Exists while a connection is slowed: not used before a time, then by at most `slots` runs at once."""

    connection = models.OneToOneField("connections.Connection", models.CASCADE, primary_key=True)
    paused_until = models.DateTimeField()
    slots = models.PositiveIntegerField()
    whole = models.PositiveIntegerField()  # so many were under way when it was too fast

    objects = PaceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.connection_id}: {self.slots} at once, from {self.paused_until}"

    @property
    def is_paused(self) -> bool:
        return self.paused_until > timezone.now()


GOES_ON = Kept(lambda: Pace.objects.filter(connection=SOME, paused_until__lte=SOMETIME).values_list("pk"))
