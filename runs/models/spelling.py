"""Words as they are compared: without case and accents, and everything between them left out.

Both databases get to see only this, so that they agree on what a word is.
"""

import re
import unicodedata
from collections.abc import Iterator

# Scripts that put no space between their words: each letter counts as a word.
UNSPACED = "\u0e00-\u0e7f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(f"[{UNSPACED}]|[^\\W_{UNSPACED}]+")


class Plain(dict[int, str]):
    """Letters by their code, each as one letter: places in a text stay the same."""

    def __missing__(self, code: int) -> str:
        self[code] = unicodedata.normalize("NFD", chr(code))[0].lower()[0]
        return self[code]


plain = Plain()


def composed(text: str) -> str:
    """Return the text with each accent in its letter, as `words` expects it."""
    return unicodedata.normalize("NFC", text)


def words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of a composed text, spelt plainly, at their places in it."""
    return WORD.finditer(text.translate(plain))


def spelt(text: str) -> list[str]:
    """Return the words of any text, spelt plainly."""
    return [word[0] for word in words(composed(text))]
