"""The forms about the second factor."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people import factors, lockout
from people.factors import app
from people.models import User

WRONG_CODE = _("This code does not work now. Codes change every half minute: type the one that is shown.")
BESIDE = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false", "autofocus": True}


class CodeForm(forms.Form):
    """The second step of signing in: a code of the app, or a recovery code."""

    code = forms.CharField(label=_("Code"), max_length=40, widget=forms.TextInput(attrs=BESIDE))

    def __init__(self, request: HttpRequest, person: User, data: Any = None) -> None:
        super().__init__(data)
        self.request, self.person = request, person
        if factors.has_app(person):
            self.fields["code"].help_text = gettext(
                "The six digits that your app shows now. A recovery code works too."
            )
        else:
            self.fields["code"].label = gettext("Recovery code")

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            right = lockout.tried(self.request, self.person.get_username(), partial(self.accepts, code))
        except lockout.LockedError as locked:
            raise forms.ValidationError(str(locked), code="locked") from None
        if not right:
            raise forms.ValidationError(WRONG_CODE)
        return code

    def accepts(self, code: str) -> bool | None:
        return factors.accepts(self.person, code) or None


class AppForm(forms.Form):
    """Takes an authenticator app on, once it shows that it has the secret."""

    code = forms.CharField(
        label=_("The code that the app shows"),
        max_length=20,
        widget=forms.TextInput(attrs={**BESIDE, "inputmode": "numeric", "autofocus": False}),
    )

    def __init__(self, person: User, nonce: str, data: Any = None) -> None:
        super().__init__(data)
        self.person, self.nonce = person, nonce

    def clean_code(self) -> int:
        """Return which half minute's code it is."""
        step = app.step_of(self.nonce, self.cleaned_data["code"])
        if step is None:
            raise forms.ValidationError(
                f"{WRONG_CODE} {gettext('If it goes on, set the clock of the phone.')}"
            )
        return step

    def save(self) -> None:
        app.keep(self.person, self.nonce, self.cleaned_data["code"])


class PasskeyForm(forms.Form):
    """Names a further passkey. `credential` is what the browser made."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("So that you know it again."))
    credential = forms.CharField(widget=forms.HiddenInput, required=False)
