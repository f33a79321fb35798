"""Two texts compared word by word, or line by line where that would take too long."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

# Characters; words, or lines; pairs of equal ones that are looked at: a tenth of a second's work.
LONGEST, MOST, MOST_PAIRS = 200_000, 4_000, 400_000
# Texts that share less than this of their words are two texts, and not two versions of one.
ALIKE, FEW_WORDS = 0.3, 40
# Chinese and Japanese leave no space between words: there it goes by characters.
DENSE = r"[\u3040-\u30ff\u3400-\u9fff]"
WORD = re.compile(rf"{DENSE}\s*|(?:(?!{DENSE})\w)+\s*|[^\w\s]\s*|\s+")


class Piece(NamedTuple):
    """A stretch of text. `kind` is "gone" or "new"; blank for what both have."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Difference:
    """The second text, with what it has not of the first. `unmarked` says that nothing is marked in it,
    though it differs: they have little in common, or are too long.
    """

    pieces: Sequence[Piece]
    unmarked: bool = False

    @property
    def same(self) -> bool:
        return not self.unmarked and not any(piece.kind for piece in self.pieces)


def differences(before: str, after: str) -> Difference:
    """Return how the second text differs from the first. Spaces do not count."""
    if before == after:
        return Difference([Piece(after)])
    if len(before) + len(after) <= LONGEST:
        words = marked(WORD.findall(before), WORD.findall(after), few=FEW_WORDS)
        if found := words or marked(before.splitlines(keepends=True), after.splitlines(keepends=True)):
            return Difference(found)
    return Difference([Piece(after)], unmarked=True)


def marked(old: list[str], new: list[str], few: int = 0) -> list[Piece]:
    """Return the way from some words, or lines, to others; nothing if it is too long.

    Up to a `few` of them are compared even if they have nothing in common.
    """
    plain = [[part.strip() for part in parts] for parts in (old, new)]
    if not affordable(*plain):
        return []
    matcher = SequenceMatcher(None, plain[0], plain[1], autojunk=False)
    if len(old) + len(new) > few and matcher.ratio() < ALIKE:
        return []
    return [piece for step in matcher.get_opcodes() for piece in pieces(step, old, new)]


def affordable(old: list[str], new: list[str]) -> bool:
    """Whether the comparison ends soon: each word is looked at with every one that equals it."""
    if max(len(old), len(new)) > MOST:
        return False
    there = Counter(new)
    return sum(count * there[word] for word, count in Counter(old).items()) <= MOST_PAIRS


def pieces(step: tuple[str, int, int, int, int], old: list[str], new: list[str]) -> list[Piece]:
    """Return a step of the way from the old words to the new ones."""
    kind, begin, end, first, last = step
    if kind == "equal":
        return [Piece("".join(new[first:last]))]
    gone, added = "".join(old[begin:end]), "".join(new[first:last])
    space = added[len(added.rstrip()) :]  # what stands behind a word is not part of what is marked
    found = [Piece(gone.rstrip(), "gone"), Piece(added.rstrip(), "new"), Piece(space)]
    return [piece for piece in found if piece.text]
