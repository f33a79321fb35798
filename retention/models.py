"""Rules by which runs are deleted, and the runs that people keep all the same."""

from django.contrib.auth.models import Group
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actions import registry
from retention.copies import RemoteCopy
from runs.models import Run

__all__ = ["LONGEST", "Keep", "RemoteCopy", "Rule"]
LONGEST = 3650


class Rule(models.Model):
    """How long runs of an action, or of all, by the people of a group, or by everybody, are kept."""

    action = models.SlugField(gettext_lazy("action"), blank=True, db_index=False)
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="retention_rules",
        verbose_name=gettext_lazy("group"),
    )  # fmt: skip
    days = models.PositiveIntegerField(
        gettext_lazy("Days"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
    )  # fmt: skip
    keepable = models.BooleanField(default=True)
    at_server = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "group"], name="one_rule_for_each"),
            models.UniqueConstraint(fields=["action"], condition=Q(group=None), name="rule_for_everybody"),
        ]

    def __str__(self) -> str:
        return _("%(runs)s of %(people)s: %(time)s") % {
            "runs": self.runs,
            "people": self.people,
            "time": self.time,
        }

    @property
    def rank(self) -> tuple[bool, bool, bool, int]:
        """What sorts the most specific first; of two that are alike, the one that keeps less long."""
        return not self.action, self.group_id is None, self.days is None, self.days or 0

    @property
    def runs(self) -> str:
        return registry.title_of(self.action) if self.action else _("All runs")

    @property
    def people(self) -> str:
        return self.group.name if self.group else _("everybody")

    @property
    def time(self) -> str:
        if self.days is None:
            return _("for ever")
        return ngettext("%(days)d day", "%(days)d days", self.days) % {"days": self.days}


class Keep(models.Model):
    """A run that its owner keeps beyond its time, where the rule lets them."""

    run = models.OneToOneField(Run, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"keeps {self.run_id}"
