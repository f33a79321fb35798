"""The forms for inviting somebody, and for coming in by an invitation."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import forms as auth
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.forms.people import FOR_ADMINISTRATORS
from people.forms.proof import AsksForProof
from people.forms.words import HELP, LABELS, NAME_TAKEN, NewPasswords, offer_groups
from people.models import Invitation, User

DAYS = [("1", _("One day")), ("7", _("A week")), ("30", _("A month"))]


class InviteForm(AsksForProof, forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Who is invited, into what, and for how long the link is good."""

    days = forms.ChoiceField(label=_("The link is good for"), choices=DAYS, initial="7")
    send = forms.BooleanField(label=_("Send the link to their e-mail address"), required=False, initial=True)

    class Meta:
        model = Invitation
        fields = ("first_name", "last_name", "email", "groups", "is_superuser")
        labels = LABELS
        widgets = {"groups": forms.CheckboxSelectMultiple}
        help_texts = HELP

    def __init__(self, request: HttpRequest, by: User) -> None:
        super().__init__(request.POST or None)
        offer_groups(self)
        if not settings.MAILS:
            del self.fields["send"]
        self.ask_for_proof(request, by, FOR_ADMINISTRATORS)

    def needs_proof(self) -> bool:
        administers: bool = self.cleaned_data["is_superuser"]
        return administers


class AcceptForm(NewPasswords, auth.UserCreationForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Makes the account of somebody who was invited."""

    class Meta:
        model = User
        fields = ("username",)
        labels = LABELS
        help_texts = HELP
        error_messages = NAME_TAKEN

    def __init__(self, invitation: Invitation, data: Any = None) -> None:
        same = ("first_name", "last_name", "email", "is_superuser")
        person = User(**{name: getattr(invitation, name) for name in same})
        super().__init__(data, instance=person, initial={"username": invitation.email.partition("@")[0]})
        self.label_passwords(gettext("Password"))
