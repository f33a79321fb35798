"""The forms about people. Their words are ours, their checks are Django's."""

from typing import Any

from django import forms
from django.contrib.auth import forms as auth
from django.contrib.auth.models import Group

from people.administrators import is_last_administrator
from people.models import User

LABELS = {"username": "User name", "email": "E-mail", "first_name": "First name", "last_name": "Last name"}
PASSWORD_HELP = "At least 8 characters, not only digits, and nothing that is easy to guess."
USERNAME_HELP = "Letters, digits and @ . + - _ only."
NAME_TAKEN = {"username": {"unique": "Somebody already has this user name. Choose another."}}
LAST_ADMINISTRATOR = "This is the only administrator. Make someone else an administrator first."


class SignInForm(auth.AuthenticationForm):
    """User name and password."""

    error_messages = {
        "invalid_login": "This user name and password do not go together. "
        "Check both; capital letters make a difference.",
        "inactive": "This account has been switched off. Ask an administrator.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "User name"


class NewPasswords:
    """Mixed into a form that asks for a new password twice, in Django's two fields."""

    fields: dict[str, forms.Field]
    error_messages: dict[str, Any] = {
        "password_mismatch": "The two passwords are not the same. Type both again."
    }
    first, second = "password1", "password2"

    def label_passwords(self, label: str) -> None:
        first, second = self.fields[self.first], self.fields[self.second]
        first.label, second.label = label, "The same password again"
        first.help_text, second.help_text = PASSWORD_HELP, ""


class SetUpForm(NewPasswords, auth.UserCreationForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Makes the first administrator."""

    class Meta:
        model = User
        fields = ("username", "email")
        labels = LABELS
        help_texts = {"username": USERNAME_HELP}
        error_messages = NAME_TAKEN

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.label_passwords("Password")

    def save(self, commit: bool = True) -> User:
        self.instance.is_superuser = True
        user: User = super().save(commit)
        return user


class ChangePasswordForm(NewPasswords, auth.PasswordChangeForm):
    """A person's own password, after the present one."""

    error_messages = {
        **NewPasswords.error_messages,
        "password_incorrect": "This is not your present password. Type it again.",
    }
    first, second = "new_password1", "new_password2"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Your present password"
        self.label_passwords("New password")


class GivePasswordForm(NewPasswords, auth.SetPasswordForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A new password for somebody else."""

    first, second = "new_password1", "new_password2"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_passwords("New password")


class PersonFields(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What an administrator says about a person, new or not."""

    class Meta:
        model = User
        fields = ("username", "email", "first_name", "last_name", "groups", "is_superuser")
        labels = {**LABELS, "is_superuser": "Administrator"}
        widgets = {"groups": forms.CheckboxSelectMultiple}
        help_texts = {
            "username": USERNAME_HELP,
            "groups": "A connection may be kept for some groups only.",
            "is_superuser": "May add people, groups and connections.",
        }
        error_messages = NAME_TAKEN

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not Group.objects.exists():
            del self.fields["groups"]


class AddPersonForm(NewPasswords, PersonFields, auth.UserCreationForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A new person with a first password."""

    class Meta(PersonFields.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_passwords("First password")


class PersonForm(PersonFields):
    """A person who is there already. Valid only within a transaction."""

    class Meta(PersonFields.Meta):
        pass

    def clean_is_superuser(self) -> bool:
        stays: bool = self.cleaned_data["is_superuser"]
        if not stays and is_last_administrator(self.instance):
            raise forms.ValidationError(LAST_ADMINISTRATOR, code="last")
        return stays


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A group's name and its members."""

    members = forms.ModelMultipleChoiceField(
        User.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Group
        fields = ("name",)
        error_messages = {"name": {"unique": "There is a group of this name already."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["members"] = list(self.instance.user_set.all())

    def save(self, commit: bool = True) -> Group:
        group: Group = super().save(commit)
        group.user_set.set(self.cleaned_data["members"])
        return group
