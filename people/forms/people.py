"""The forms in which administrators say who may come in, and with whom."""

from typing import Any

from django import forms
from django.contrib.auth import forms as auth
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people import oidc
from people.administrators import is_last_administrator
from people.forms.proof import AsksForProof
from people.forms.words import HELP, LABELS, NAME_TAKEN, NewPasswords, offer_groups
from people.models import Rules, User

FOR_ADMINISTRATORS = _("Only needed to change who is an administrator.")
FOR_ADDRESSES = _("Only needed to change who is an administrator, or the address by which somebody comes in.")
LAST_ADMINISTRATOR = _("This is the only administrator. Make someone else an administrator first.")


class GivePasswordForm(AsksForProof, NewPasswords, auth.SetPasswordForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A new password for somebody else."""

    first, second = "new_password1", "new_password2"

    def __init__(self, request: HttpRequest, by: User, person: User) -> None:
        super().__init__(person, request.POST or None)
        self.label_passwords(gettext("New password"))
        self.ask_for_proof(request, by, gettext("Yours, so that nobody else at your desk does this."))


class PersonFields(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What an administrator says about a person, new or not."""

    class Meta:
        model = User
        fields = ("username", "email", "first_name", "last_name", "groups", "is_superuser")
        labels = LABELS
        widgets = {"groups": forms.CheckboxSelectMultiple}
        help_texts = HELP
        error_messages = NAME_TAKEN

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_groups(self)


class AddPersonForm(AsksForProof, NewPasswords, PersonFields, auth.UserCreationForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A new person with a first password."""

    class Meta(PersonFields.Meta):
        pass

    def __init__(self, request: HttpRequest, by: User) -> None:
        super().__init__(request.POST or None)
        self.label_passwords(gettext("First password"))
        self.ask_for_proof(request, by, FOR_ADMINISTRATORS)

    def needs_proof(self) -> bool:
        administers: bool = self.cleaned_data["is_superuser"]
        return administers


class PersonForm(AsksForProof, PersonFields):
    """A person who is there already. Valid only within a transaction."""

    class Meta(PersonFields.Meta):
        pass

    def __init__(self, request: HttpRequest, by: User, person: User) -> None:
        super().__init__(request.POST or None, instance=person)
        self.ask_for_proof(request, by, FOR_ADDRESSES if oidc.is_offered() else FOR_ADMINISTRATORS)

    def needs_proof(self) -> bool:
        opens = {"is_superuser", "email"} if oidc.is_offered() else {"is_superuser"}
        return bool(opens & set(self.changed_data))

    def clean_is_superuser(self) -> bool:
        stays: bool = self.cleaned_data["is_superuser"]
        if not stays and is_last_administrator(self.instance):
            raise forms.ValidationError(LAST_ADMINISTRATOR, code="last")
        return stays


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A group's name and its members."""

    members = forms.ModelMultipleChoiceField(
        User.objects.all(), label=_("Members"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Group
        fields = ("name",)
        labels = {"name": _("Name")}
        error_messages = {"name": {"unique": _("There is a group of this name already.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["members"] = list(self.instance.user_set.all())

    def save(self, commit: bool = True) -> Group:
        group: Group = super().save(commit)
        group.user_set.set(self.cleaned_data["members"])
        return group


class RulesForm(AsksForProof, forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What is asked of everyone who signs in."""

    class Meta:
        model = Rules
        fields = ("second_factor",)
        labels = {"second_factor": _("Second factor")}
        widgets = {"second_factor": forms.RadioSelect}
        help_texts = {
            "second_factor": _(
                "Beside the password: a code of an authenticator app, or a passkey. "
                "Whoever has to and has none sets one up before anything else."
            )
        }

    def __init__(self, request: HttpRequest, person: User, *, instance: Rules) -> None:
        super().__init__(request.POST or None, instance=instance)
        self.ask_for_proof(request, person, gettext("Asked for before this is changed."))
