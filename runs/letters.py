"""Writes to people about runs that took long. A letter says that one has ended, and never what came of it."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from actions import registry
from people.languages import speaking
from runs.models import Letter
from runs.models.letters import MOST_TRIES

log = logging.getLogger(__name__)


def post(letter: Letter) -> bool:
    """Send a letter, or put it back if the mail server does not take it."""
    run, person = letter.run, letter.run.owner
    if run.discarded_at or not person.is_active:
        return False
    with speaking(person), run.logged():
        subject, text = written(letter)
        try:
            send_mail(subject, text, None, [person.email])
        except (OSError, SMTPException) as error:
            letter.put_back()
            lost = " and is given up" if letter.tries >= MOST_TRIES else ""
            log.warning("The letter about run %s was not taken%s: %s", run.key, lost, type(error).__name__)
            return False
    return True


def written(letter: Letter) -> tuple[str, str]:
    """Return subject and text, in the language that is spoken now."""
    run = letter.run
    action = registry.title_of(run.action)
    subject = (_("Finished: %(action)s") if run.state == "succeeded" else _("Failed: %(action)s")) % {
        "action": action
    }
    text = render_to_string(
        "runs/letter.txt",
        {
            "run": run,
            "action": action,
            "link": settings.PUBLIC_URL + run.get_absolute_url(),
            "account": settings.PUBLIC_URL + reverse("people:account"),
        },
    )
    return subject, text
