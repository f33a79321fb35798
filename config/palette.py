"""The colours and measures of our stylesheet, read from itself, and how well they can be told apart."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from config.data import HERE

STYLESHEET = HERE / "static/css/workroom.css"
COLOUR = re.compile(r"--wr-([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
MEASURE = re.compile(r"--wr-(\d): ([\d.]+)rem")
PIXELS = 16  # of a rem
READABLE = 4.5  # WCAG 2.2, 1.4.3: text and its ground


class Colour(NamedTuple):
    """A colour by its name, as #rrggbb on light pages and on dark ones."""

    name: str
    light: str
    dark: str


@dataclass(frozen=True)
class Pair:
    """Text in one colour on the ground of another."""

    text: Colour
    ground: Colour

    @property
    def light(self) -> float:
        return contrast(self.text.light, self.ground.light)

    @property
    def dark(self) -> float:
        return contrast(self.text.dark, self.ground.dark)


WHITE = Colour("white", "#ffffff", "#ffffff")
TONES = ("red", "green", "blue", "gold", "plum", "slate")
GROUNDS = ("paper", "paper-deep", "sheet", "raised", "sunken")


def colours() -> dict[str, Colour]:
    return {found[0]: Colour(*found) for found in COLOUR.findall(STYLESHEET.read_text())}


def measures() -> dict[str, float]:
    """Return the spaces by name, in pixels."""
    return {name: float(rem) * PIXELS for name, rem in MEASURE.findall(STYLESHEET.read_text())}


def pairs() -> list[Pair]:
    """Return what is written on what."""
    known = colours()
    inks = [Pair(known[ink], known[on]) for ink in ("ink", "ink-soft", "pine-ink") for on in GROUNDS]
    tones = [Pair(known[text], known[f"{tone}-wash"]) for tone in TONES for text in (tone, "ink")]
    return [*inks, *tones, Pair(known["pine-ink"], known["pine-wash"]), Pair(WHITE, known["pine"])]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return how bright a colour is, as WCAG counts it."""
    red, green, blue = (linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
