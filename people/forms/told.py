"""How a person wants to be told of what has ended."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import User


class ToldForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """When to write to them."""

    write_after = forms.IntegerField(
        label=_("Write to me when a run took longer than this many minutes"),
        help_text=_("From 1 to 1,440, which is a day. Leave it empty to get no letters."),
        min_value=1,
        max_value=1440,
        required=False,
    )

    class Meta:
        model = User
        fields = ("write_after",)
