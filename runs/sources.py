"""Results beside the inputs that they came from: an edited picture, or an answer about one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.text import capfirst

from actions import registry
from actions.describing import label_of
from actions.rows import Rows
from runs.models import Attachment, Output, Run
from runs.models.values import at

PICTURES = {"image", "preview"}
MOST_BESIDE = 2


@dataclass(frozen=True)
class Source:
    """An input as it is shown beside a result: a file, or the address of one."""

    label: str
    attachment: Attachment | None = None
    address: str = ""

    @property
    def kind(self) -> str:
        """The first word of the media type: image, audio; blank for an address."""
        return self.attachment.media_type.partition("/")[0] if self.attachment else ""


@dataclass(frozen=True)
class Group:
    """Results that follow each other and came from the same inputs; each with its number on the page."""

    sources: list[Source]
    outputs: list[tuple[int, Output]]

    @property
    def compared(self) -> bool:
        """Whether these are pictures made of a picture: before and after."""
        return bool(self.sources) and all(output.kind in PICTURES for _, output in self.outputs)

    @property
    def above(self) -> bool:
        """Whether the sources stand above: there are many, or they are to be listened to."""
        heard = any(source.kind in ("audio", "video") for source in self.sources)
        return heard or len(self.sources) > MOST_BESIDE

    @property
    def answers(self) -> list[list[tuple[int, Output]]]:
        """Answers to the same, each with all that it is made of, to go side by side; else nothing."""
        each = groupby(self.outputs, key=lambda numbered: place_of(numbered[1]))
        answers = [(place, list(outputs)) for place, outputs in each]
        whole = [(number, len(answers)) for number in range(1, len(answers) + 1)]
        alike = len(answers) > 1 and [place for place, _ in answers] == whole
        return [outputs for _, outputs in answers] if alike else []


def grouped(run: Run, outputs: Iterable[Output]) -> list[Group]:
    """Return the results in their order, those of the same inputs together."""
    groups = groupby(enumerate(outputs, start=1), key=lambda numbered: numbered[1].sources)
    return [Group(list(sources_of(run, places)), list(numbered)) for places, numbered in groups]


def place_of(output: Output) -> tuple[int, int] | None:
    """Return which of how many answers a result is of: "Answer 1 of 3: items", in whichever language."""
    found = re.findall(r"\d+", output.note)
    return (int(found[0]), int(found[1])) if len(found) > 1 else None


def sources_of(run: Run, places: list[str]) -> Iterator[Source]:
    """Yield what stands at these places of the form; what is not there any more is passed over."""
    attachments = {attachment.field: attachment for attachment in run.attachments.all()} if places else {}
    for place in places:
        if attachment := attachments.get(place):
            yield Source(label(run, place), attachment)
        elif isinstance(address := at(run.values, place), str) and address.startswith(
            ("http://", "https://")
        ):
            yield Source(label(run, place), address=address)


def label(run: Run, place: str) -> str:
    """Return what a person calls an input: `images-1-file` is "Image 2" where there are several."""
    name, *inside = place.split("-")
    try:
        field: Any = registry.get(run.action).fields[name]
    except KeyError:
        return name.replace("_", " ").capitalize()
    if isinstance(field, Rows):
        number = f" {int(inside[0]) + 1}" if len(run.values[name]) > 1 else ""
        return f"{capfirst(str(field.one))}{number}"
    return label_of(name, field)
