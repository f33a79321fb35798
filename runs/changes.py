"""What was asked in several runs, setting by setting: what is the same in all of them, and what differs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from actions import registry
from runs.differences import Difference, differences
from runs.models import Run
from runs.showing import Shown, inputs_of


@dataclass(frozen=True)
class Setting:
    """One setting, with what it was in each of the runs; None where it was not set."""

    label: str
    values: Sequence[Shown | None]

    @property
    def differs(self) -> bool:
        return len({value and value.said for value in self.values}) > 1

    @property
    def words(self) -> Difference | None:
        """The words by which two long texts differ; None where they are better read one after the other."""
        before, after = self.values[0], self.values[-1]
        if not before or not after or not (before.is_long or after.is_long):
            return None
        return differences(before.text, after.text)


def settings_of(runs: Sequence[Run]) -> list[Setting]:
    """Return every setting of these runs, in the order of their forms."""
    each = [{**around(run), **dict(leaves(inputs_of(run)))} for run in runs]
    labels = dict.fromkeys(label for settings in each for label in settings)
    return [Setting(label, [settings.get(label) for settings in each]) for label in labels]


def around(run: Run) -> dict[str, Shown]:
    """Return what is asked for beside the form's own fields."""
    shown = [Shown(_("Action"), registry.title_of(run.action)), Shown(_("Connection"), run.connection_name)]
    return {one.label: one for one in shown}


def leaves(inputs: Iterable[Shown], within: str = "") -> Iterator[tuple[str, Shown]]:
    """Yield each input that is a text or a file with its label, that of a row by its group and number."""
    for one in inputs:
        inner = {"group": within, "label": one.label}
        label = _("%(group)s: %(label)s") % inner if within else one.label
        if not one.rows:
            yield label, one
        for number, row in enumerate(one.rows, start=1):
            yield from leaves(row, _("%(group)s %(number)s") % {"group": label, "number": number})


@dataclass(frozen=True)
class Version:
    """A run as another version of an earlier one, and what was changed for it."""

    earlier: Run
    changes: Sequence[Setting]


def version(run: Run) -> Version | None:
    """Return of what a run is another version; None for one that is not, or whose earlier run has gone."""
    if run.parent_id is None or run.source_id:
        return None
    found = Run.objects.visible_to(run.owner).filter(pk=run.parent_id, action=run.action).first()
    if found is None:
        return None
    return Version(found, [setting for setting in settings_of([found, run]) if setting.differs])
