"""The keyboard shortcuts: what they are is said here, and read by their page, the sheet and the script."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from actions.fields import Words
from people.access import Access, access


@dataclass(frozen=True)
class Shortcut:
    """Keys, one after the other, and what they do: lead to a page, or something of static/js/shortcuts.js.

    What has neither page nor deed is done by the browser itself, or by the script of what is open.
    """

    keys: str
    words: Words
    page: str = ""
    does: str = ""
    administrators: bool = False

    @property
    def each(self) -> list[str]:
        return self.keys.split()


LEADING = (
    Shortcut("g h", _("Go to the home page"), page="runs:home"),
    Shortcut("g r", _("Go to the history"), page="runs:history"),
    Shortcut("g p", _("Go to the pictures"), page="runs:pictures"),
    Shortcut("g a", _("Go to the recordings"), page="runs:recordings"),
    Shortcut("g q", _("Go to the queue"), page="runs:queue", administrators=True),
    Shortcut("/", _("Search"), page="runs:history", does="search"),
)
DOING = (
    Shortcut("n", _("Choose an action for a new run"), does="choose"),
    Shortcut("j", _("Go to the next one in a list"), does="next"),
    Shortcut("k", _("Go to the one before"), does="before"),
    Shortcut("Enter", _("Open the one you are at")),
    Shortcut("Ctrl Enter", _("Send the form you are in; on a Mac with Cmd"), does="send"),
    Shortcut("Esc", _("Close what is open")),
    Shortcut("?", _("Show these shortcuts"), does="show"),
)
DRAWING = (
    Shortcut("[", _("Make the brush smaller")),
    Shortcut("]", _("Make the brush larger")),
    Shortcut("Ctrl z", _("Take back the last step; on a Mac with Cmd")),
    Shortcut("Ctrl Shift z", _("Do it again")),
)


def groups_for(user: object) -> list[tuple[Words, list[Shortcut]]]:
    """Return the shortcuts that a person has, under the headings of their sheet."""
    theirs = [one for one in LEADING if not one.administrators or getattr(user, "is_superuser", False)]
    return [
        (_("Going somewhere"), theirs),
        (_("Doing something"), list(DOING)),
        (_("While you draw a mask"), list(DRAWING)),
    ]


@access(Access.SIGNED_IN)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/shortcuts.html")
