"""The first steps, shown at home until they are taken or the person has put them away."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actions.fields import Words
from people.models import User
from runs.models import Run

FIRST_ACTION = "create-a-completion"


@dataclass(frozen=True)
class Step:
    """What to do, where, and whether it is done."""

    title: Words
    text: Words
    done: bool
    address: str = ""
    link: Words = ""


def steps(user: User, *, connected: bool) -> list[Step]:
    """Return a person's steps; none once all are done or put away. `connected`: they may use a server."""
    if user.tour_closed:
        return []
    ran = Run.objects.visible_to(user).exists()
    every = [connection(user, connected), run(ran), history(user, ran)]
    return [] if all(step.done for step in every) else every


def saw_history(user: User) -> None:
    if not user.history_seen:
        user.history_seen = True
        user.save(update_fields=["history_seen"])


def connection(user: User, connected: bool) -> Step:
    title = _("Have a connection")
    if connected:
        return Step(title, _("There is one you can use: it leads to a server that answers."), True)
    if user.is_superuser:
        link = _("Create a connection")
        return Step(
            title, _("It leads to a server that answers."), False, reverse("connections:create"), link
        )
    return Step(title, _("It leads to a server that answers. Ask an administrator to give you one."), False)


def run(ran: bool) -> Step:
    text = _("Type a question, press Run, and watch the answer being written.")
    address = reverse("runs:ask", args=[FIRST_ACTION])
    return Step(_("Ask something"), text, ran, address, _("Write your first question"))


def history(user: User, ran: bool) -> Step:
    text = _("All you ask is kept there, to be found, changed and run again.")
    seen = ran and user.history_seen
    return Step(_("Find it again"), text, seen, reverse("runs:history"), _("Open your history"))
