"""The list of events: each is a sentence, and each is really recorded somewhere."""

import re

from audit.events import GROUPS, Event
from config.data import HERE


def test_every_event_is_recorded_somewhere() -> None:
    folders = [path for path in HERE.iterdir() if (path / "__init__.py").exists() and path.name != "tests"]
    code = "\n".join(path.read_text() for folder in folders for path in folder.rglob("*.py"))
    assert set(re.findall(r"Event\.([A-Z_]+)", code)) == set(Event.__members__)


def test_the_value_of_an_event_begins_with_its_group_and_fits_its_column() -> None:
    assert {event.partition(".")[0] for event in Event.values} == set(GROUPS)
    assert all(re.fullmatch(r"[a-z]+\.[a-z-]+", event) and len(event) <= 40 for event in Event.values)


def test_the_label_goes_on_after_a_name() -> None:
    assert [label for label in Event.labels if not label[0].islower() or label.endswith((".", " "))] == []
