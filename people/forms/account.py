"""The forms about one's own account."""

from functools import partial
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth import forms as auth
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from people import lockout, proof
from people.forms.words import HELP, LABELS, NAME_TAKEN, NewPasswords
from people.models import User


class SignInForm(auth.AuthenticationForm):
    """User name and password, a few times."""

    error_messages = {
        "invalid_login": _(
            "This user name and password do not go together. Check both; capital letters make a difference."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = gettext("User name")

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        username, password = (self.cleaned_data.get(name) for name in ("username", "password"))
        if username and password and self.request:
            check = partial(authenticate, self.request, username=username, password=password)
            try:
                self.user_cache = lockout.tried(self.request, username, check, tells=True)
            except lockout.LockedError as locked:
                raise forms.ValidationError(str(locked), code="locked") from None
            if self.user_cache is None:
                raise self.get_invalid_login_error()
        return self.cleaned_data


class SetUpForm(NewPasswords, auth.UserCreationForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Makes the first administrator."""

    class Meta:
        model = User
        fields = ("username", "email")
        labels = LABELS
        help_texts = HELP
        error_messages = NAME_TAKEN

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.label_passwords(gettext("Password"))

    def save(self, commit: bool = True) -> User:
        self.instance.is_superuser = True
        user: User = super().save(commit)
        return user


class ChangePasswordForm(NewPasswords, auth.PasswordChangeForm):
    """A person's own password, after the present one."""

    error_messages = {
        **NewPasswords.error_messages,
        "password_incorrect": _("This is not your present password. Type it again."),
    }
    first, second = "new_password1", "new_password2"

    def __init__(self, request: HttpRequest, person: User) -> None:
        super().__init__(person, request.POST or None)
        self.request, self.person = request, person
        self.fields["old_password"].label = gettext("Your present password")
        self.label_passwords(gettext("New password"))

    def clean_old_password(self) -> str:
        """Count wrong ones, as at the sign-in page: a browser left open is no place to guess either."""
        typed: str = self.cleaned_data["old_password"]
        try:
            if not proof.password_typed(self.request, self.person, typed):
                raise forms.ValidationError(self.error_messages["password_incorrect"])
        except lockout.LockedError as locked:
            raise forms.ValidationError(str(locked)) from None
        return typed
