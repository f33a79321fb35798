"""A field for the password or a code, in any form whose change asks for proof of oneself."""

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from people import lockout, proof
from people.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NAME = "proof"
MISSING = _("Type this to go on: a stranger at your desk could not.")
WRONG = _("This is not your password, nor a code that works now. Type it again.")
ELSEWHERE = _(
    'First <a href="{}" target="_blank">confirm that it is you</a>, in another tab. Then send this again.'
)

if TYPE_CHECKING:
    Form = forms.BaseForm
else:
    Form = object


class AsksForProof(Form):
    """Mixed into a form, before Django's class. Call `ask_for_proof` at the end of `__init__`.

    The field is there unless there was proof a short while ago, and needed where `needs_proof()` says so. It
    is looked at last, in a form that is right otherwise.
    """

    def ask_for_proof(self, request: HttpRequest, person: User, why: "StrOrPromise") -> None:
        """Add the field. `why` is a sentence that says what it is for."""
        self.request, self.person = request, person
        if not proof.is_recent(request) and proof.can_be_typed(person):
            self.fields[NAME] = proof_field(person, why)

    def needs_proof(self) -> bool:
        """Whether what was sent asks for proof. Called when everything else is valid."""
        return True

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or self.errors or proof.is_recent(self.request) or not self.needs_proof():
            return
        if NAME not in self.fields:
            self.add_error(None, format_html(str(ELSEWHERE), reverse("people:proof")))
        elif not (text := self.cleaned_data[NAME]):
            self.add_error(NAME, MISSING)
        else:
            self.check_proof(text)

    def check_proof(self, text: str) -> None:
        try:
            if not proof.typed(self.request, self.person, text):
                self.add_error(NAME, WRONG)
        except lockout.LockedError as locked:
            self.add_error(NAME, str(locked))


def proof_field(person: User, why: "StrOrPromise") -> forms.CharField:
    return forms.CharField(
        label=_("Your password") if person.has_usable_password() else _("A code of your authenticator app"),
        strip=False,
        required=False,
        help_text=why,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ProofForm(AsksForProof, forms.Form):
    """Nothing but the proof."""

    def __init__(self, request: HttpRequest, person: User, *, sent: bool) -> None:
        super().__init__(request.POST if sent else None)
        self.ask_for_proof(request, person, "")
