"""The form rows of a connection's extra headers. A stored value is never shown: blank keeps it."""

from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from connections.addresses import FRAMING_HEADERS, checked_headers

MOST = 20
RESERVED = FRAMING_HEADERS | {"authorization", "openai-organization", "openai-project"}


class HeaderForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    value = forms.CharField(
        label=_("Value"),
        max_length=4000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name, value = cleaned.get("name", ""), cleaned.get("value", "")
        if value and not name:
            self.add_error("name", gettext("Give the header a name."))
        elif name:
            try:
                checked_headers([(name, value)], RESERVED)
            except ValueError as error:
                self.add_error("name", str(error))
        return cleaned


class BaseHeaderFormSet(BaseFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    """`stored` holds the headers kept so far; with `must_retype` a blank no longer keeps a value."""

    def __init__(self, *args: Any, stored: dict[str, str] | None = None, **kwargs: Any) -> None:
        self.stored = {name.lower(): value for name, value in (stored or {}).items()}
        self.must_retype = False
        kwargs["initial"] = [{"name": name} for name in stored or {}]
        super().__init__(*args, **kwargs)

    def add_fields(self, form: HeaderForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = gettext("Remove this header")
        if str(form.initial.get("name", "")).lower() in self.stored:
            form.fields["value"].widget.attrs["placeholder"] = gettext("•••• stored: leave blank to keep it")

    def clean(self) -> None:
        names: set[str] = set()
        for form in self.kept_forms():
            name = form.cleaned_data["name"].lower()
            if name in names:
                form.add_error("name", gettext("This header is there twice."))
            names.add(name)
            if not form.cleaned_data["value"]:
                if name not in self.stored:
                    form.add_error("value", gettext("Give the header a value."))
                elif self.must_retype:
                    form.add_error(
                        "value", gettext("The base URL names another server: enter the value again.")
                    )

    def kept_forms(self) -> list[HeaderForm]:
        return [
            form
            for form in self.forms
            if form.is_valid() and form.cleaned_data.get("name") and not form.cleaned_data.get("DELETE")
        ]

    def pairs(self) -> list[list[str]]:
        """Return the headers as they are to be stored."""
        return [
            [data["name"], data["value"] or self.stored[data["name"].lower()]]
            for data in (form.cleaned_data for form in self.kept_forms())
        ]


HeaderFormSet = cast(
    type[BaseHeaderFormSet],
    formset_factory(
        HeaderForm, BaseHeaderFormSet, extra=1, max_num=MOST, absolute_max=MOST + 10, can_delete=True
    ),
)
