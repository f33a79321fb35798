"""The forms that keep a definition: beside the fields that it is made of, and on its own page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from library.models import Definition
from people.sharing import SharingForm

NAMELESS = _("Give the definition a name of 1 to 100 characters.")


class KeepForm(SharingForm):
    """Under which name, and for whom."""

    use_required_attribute = False

    class Meta:
        model = Definition
        fields = ["name", "sharing", "groups"]
        error_messages = {
            "name": dict.fromkeys(["required", "max_length", "null_characters_not_allowed"], NAMELESS)
        }
        widgets = {
            # Enter saves the definition, and does not send the form it stands in.
            "name": forms.TextInput(attrs={"data-enter": "save-definition-button", "autocomplete": "off"})
        }
        labels = {"name": _("Save this definition as")}
        help_texts = {"sharing": _("Others can fill their forms in with it, and cannot change it.")}

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class DefinitionForm(KeepForm):
    """Another name, shared otherwise."""

    class Meta(KeepForm.Meta):
        labels = {"name": _("Name")}
        widgets = {}

    def clean_name(self) -> Any:
        name, kept = super().clean_name(), self.instance
        others = Definition.objects.filter(owner=kept.owner, kind=kept.kind).exclude(pk=kept.pk)
        if others.filter(name=name).exists():
            raise ValidationError(
                gettext("There is another definition of this name. Choose a different one.")
            )
        return name
