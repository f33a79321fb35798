"""Where the files of runs are had: at home by their owner, elsewhere by whoever is shown them there."""

from typing import Any

from django.urls import reverse


class Placed:
    """Mixed into a row with a file: its addresses.

    `elsewhere`, where it is set, is the name of another address than the owner's, with the arguments that
    come before the row's own. Whoever sets it answers there for who may see what.
    """

    key: Any
    home = ""
    elsewhere: tuple[str, ...] = ()

    def address(self, filename: str) -> str:
        """Return where the file is had under a name; its extension may ask for another kind of file."""
        name, *before = self.elsewhere or (self.home,)
        return reverse(name, args=[*before, self.key, filename])
