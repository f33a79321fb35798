"""The page of the visual language, and the colours it measures."""

import re
from pathlib import Path

import pytest
from django import forms
from django.test import Client

from config import palette
from config.data import HERE
from tests.drawing import note_parts

PAGE = "/styleguide/"


@pytest.mark.parametrize("pair", palette.pairs(), ids=lambda pair: f"{pair.text.name} on {pair.ground.name}")
def test_text_can_be_read_on_its_ground_in_light_and_dark(pair: palette.Pair) -> None:
    assert pair.light >= palette.READABLE
    assert pair.dark >= palette.READABLE


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48)],
)
def test_contrast_is_counted_as_wcag_says(one: str, other: str, expected: float) -> None:
    assert palette.contrast(one, other) == pytest.approx(expected, abs=0.01)
    assert palette.contrast(other, one) == pytest.approx(expected, abs=0.01)


def test_every_colour_of_a_state_is_measured() -> None:
    washes = {name.removesuffix("-wash") for name in palette.colours() if name.endswith("-wash")}
    assert washes == {*palette.TONES, "pine"}


def test_colours_are_said_once_as_tokens() -> None:
    rules = palette.STYLESHEET.read_text().split("/* --- Ground")[1]
    literal = {colour for colour in re.findall(r"#[0-9a-f]{3,8}\b", rules) if len(colour) in (4, 7)}
    assert literal <= {"#fff", "#000", "#14493c"}  # on pine, in a QR code, behind the picture at the door


def test_the_page_shows_every_colour_and_every_part(as_carol: Client) -> None:
    page = as_carol.get(PAGE).content.decode()
    for name, colour in palette.colours().items():
        assert f"<code>{name}</code>" in page
        assert colour.light in page
    for part in ("run-row", "told-notice", 'class="empty"', 'class="tile"', "field-error", 'class="message"'):
        assert part in page
    assert "Ensure this value has at most 80 characters (it has 90)." in page


def test_it_is_for_administrators(as_alice: Client) -> None:
    assert as_alice.get(PAGE).status_code == 403


ELSEWHERE = {
    "people/_passkey.html": "a button that asks the browser at once",
    "retention/_tabs.html": "as those of people",
    "sharing/_tabs.html": "as those of people",
    "sharing/_links.html": "a table like the others",
    "sharing/_sight.html": "a run's results, as they are",
}


def test_what_three_templates_share_is_shown(as_carol: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    note_parts(monkeypatch)
    users: dict[str, set[Path]] = {}
    for template in (HERE / "templates").rglob("*.html"):
        if template.parent.name != "styleguide":
            for part in re.findall(r'{% include "([^"]+)"', template.read_text()):
                users.setdefault(part, set()).add(template)
    shared = {part for part, there in users.items() if len(there) >= 3}
    shown = {template.name for template in as_carol.get(PAGE).templates}
    assert len(shared) > 15
    assert shared - shown == ELSEWHERE.keys()


def test_every_kind_of_field_is_shown_with_a_mistake(as_carol: Client) -> None:
    wrong = as_carol.get(PAGE).context["wrong"]
    kinds = {type(field) for field in wrong.fields.values()}
    assert kinds > {forms.CharField, forms.DateField, forms.FileField, forms.MultipleChoiceField}
    assert wrong.errors.keys() == wrong.fields.keys()
