"""File names as strangers give them: a person's browser, a server, a model."""

import unicodedata
from pathlib import PurePosixPath

LONGEST = 200
# Controls, marks that nobody sees or that turn the direction of reading, half characters, line breaks.
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def safe_filename(name: str, default: str = "file") -> str:
    """Return the last piece of a path as it reads, of 200 characters at most; `default` if nothing is left.

    What nobody sees is gone, so that no name reads as of another kind than it is ("gpj.exe" backwards).
    """
    seen = "".join(char for char in name if unicodedata.category(char) not in UNSEEN)
    last = PurePosixPath(seen.replace("\\", "/")).name.strip()
    if last.strip(".") == "":
        return default
    kind = PurePosixPath(last).suffix
    return last if len(last) <= LONGEST else f"{last[: max(LONGEST - len(kind), 0)]}{kind}"[:LONGEST]
