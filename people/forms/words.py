"""What several forms about people say, and how they ask for a new password."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LABELS = {
    "username": _("User name"),
    "email": "E-mail",
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "groups": _("Groups"),
    "is_superuser": _("Administrator"),
}
HELP = {
    "username": _("Letters, digits and @ . + - _ only."),
    "groups": _("A connection may be kept for some groups only."),
    "is_superuser": _("May add people, groups and connections."),
}
PASSWORD_HELP = _("At least 8 characters, not only digits, and nothing that is easy to guess.")
NAME_TAKEN = {"username": {"unique": _("Somebody already has this user name. Choose another.")}}


class NewPasswords:
    """Mixed into a form that asks for a new password twice, in Django's two fields."""

    fields: dict[str, forms.Field]
    error_messages: dict[str, Any] = {
        "password_mismatch": _("The two passwords are not the same. Type both again.")
    }
    first, second = "password1", "password2"

    def label_passwords(self, label: str) -> None:
        first, second = self.fields[self.first], self.fields[self.second]
        first.label, second.label = label, gettext("The same password again")
        first.help_text, second.help_text = PASSWORD_HELP, ""


def offer_groups(form: forms.BaseForm) -> None:
    """Take the choice of groups out of a form while there are none."""
    if not Group.objects.exists():
        del form.fields["groups"]
