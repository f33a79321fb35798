"""What an entry's details say, in its reader's language. They are kept in English, whoever did it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.changes import words

NAMES = {
    "administrator": _("Administrator"),
    "base_url": _("Base URL"),
    "browsers": _("Browsers"),
    "connection": _("Connection"),
    "count": _("Count"),
    "done": _("Done"),
    "filters": _("Filters"),
    "for_whom": _("For whom"),
    "form": _("Form"),
    "from_whom": _("From whom"),
    "groups": _("Groups"),
    "key": _("Key"),
    "last_day": _("Last day"),
    "made_at": _("Made at"),
    "members": _("Members"),
    "model": _("Model"),
    "most_views": _("Most visitors"),
    "owner": _("Owner"),
    "passphrase": _("Passphrase"),
    "result": _("Result"),
    "rule": _("Rule"),
    "runs": _("Runs"),
    "second_factor": _("Second factor"),
    "through": _("Through"),
    "unreadable": _("Unreadable"),
    "until": _("Ends on"),  # as entries of before `last_day` name it
    "what": _("What"),
    "who_may_use_it": _("Who may use it"),
    "with_inputs": _("With what was asked"),
    "with_keys": _("With the keys"),
    "with_whom": _("With whom"),
}
# Of these details the value is a word of ours; all others are names that people gave, and stay as they are.
OURS = {"key", "result", "second_factor", "through", "what", "with_whom"}
WORDS = {
    "yes": _("yes"),
    "no": _("no"),
    "new": _("new"),
    "forgotten": _("forgotten"),
    "success": _("it works"),
    "warning": _("it works, with a drawback"),
    "error": _("it does not work"),
    "nobody": _("nobody has to"),
    "administrators": _("administrators have to"),
    "everybody": _("everybody has to"),
    "the environment": _("the environment"),
    "the set-up link": _("the set-up link"),
    "run": _("run"),
    "assistant": _("assistant"),
    "definition": _("definition"),
    "Everyone": _("everyone"),
}


def lines(name: str, value: Any) -> Iterator[str]:
    """Yield what a detail says: the changes one by one, anything else in one line."""
    if name == "changes":
        yield from map(changed, value)
    elif value not in ("", None, []):
        called = NAMES.get(name) or name.replace("_", " ").capitalize()
        yield line(called, ours(words(value)) if name in OURS or isinstance(value, bool) else words(value))


def changed(change: list[str]) -> str:
    """Say one change of `audit.changes`. What a field is called is found in the catalog, as in its form."""
    label, *values = change
    told = " → ".join(ours(one) if one else gettext("nothing") for one in values)
    return line(gettext(label) if label else label, told or gettext("changed"))


def ours(word: str) -> str:
    return str(WORDS.get(word, word))


def line(called: Any, told: str) -> str:
    return gettext("%(name)s: %(value)s") % {"name": called, "value": told}
