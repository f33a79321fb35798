"""What was asked in several runs, setting by setting: what is the same in all of them, and what differs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from actions import registry
from actions.action import Action
from actions.describing import typed
from actions.forms import ActionForm
from runs.differences import Difference, differences
from runs.models import Run
from runs.showing import Shown, inputs_of, shown


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
    return side_by_side([asked_in(run) for run in runs])


def side_by_side(each: Sequence[Mapping[str, Shown]]) -> list[Setting]:
    labels = dict.fromkeys(label for settings in each for label in settings)
    return [Setting(label, [settings.get(label) for settings in each]) for label in labels]


def asked_in(run: Run) -> dict[str, Shown]:
    """Return every setting of a run by its label."""
    return settings(registry.title_of(run.action), run.connection_name, inputs_of(run))


def settings(action: str, connection: str, inputs: Iterable[Shown]) -> dict[str, Shown]:
    around = [Shown(_("Action"), action), Shown(_("Connection"), connection)]
    return {one.label: one for one in around} | dict(leaves(inputs))


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


def since(run: Run, action: Action, form: ActionForm) -> list[Setting]:
    """Return what was changed in a form that was filled in as for a run, be it right or wrong."""
    if run.action != action.slug:
        return []
    own = {name: field for name, field in action.fields.items() if name != "connection"}
    connection = form.chosen.name if form.chosen else ""
    now = settings(str(action.title), connection, shown(typed(own, form)))
    return [setting for setting in side_by_side([asked_in(run), now]) if setting.differs]
