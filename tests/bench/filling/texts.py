"""Made-up texts whose words are spread as those of real ones: a few are everywhere, most are rare."""

import random
from itertools import accumulate

COMMON = "the tide report of a garden invoice in meeting harbour for letter to summary picture quarterly"
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu"
VOCABULARY, SENTENCES, WORDS = 40_000, 20_000, 9
ASKED, ANSWERED = 2, 5  # sentences


class Texts:
    """The same texts at every start. Each has a number that no other text has."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        choose = self._random.choices
        rare = ("".join(choose(SYLLABLES.split(), k=3 + place % 3)) for place in range(VOCABULARY))
        vocabulary = [*COMMON.split(), *rare]
        weights = list(accumulate(1 / place for place in range(1, len(vocabulary) + 1)))  # Zipf's law
        self._sentences = [
            " ".join(choose(vocabulary, cum_weights=weights, k=WORDS)).capitalize() for _ in range(SENTENCES)
        ]

    def asked(self, number: int) -> str:
        return f"{self._some(ASKED)}. Case {number}."

    def answered(self) -> str:
        return self._some(ANSWERED) + "."

    def _some(self, count: int) -> str:
        return ". ".join(self._random.choices(self._sentences, k=count))
