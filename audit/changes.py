"""What a form changes, in words: [label, before, after], or [label] alone where neither is to be told."""

from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.forms import ModelForm
from django.utils.translation import override

Change = list[str]


@override(settings.LANGUAGE_CODE)
def changes(form: "ModelForm[Any]", *, but: Collection[str] = ()) -> list[Change]:
    """Return what a valid form changes, leaving out the fields in `but`; in English, whoever changed it."""
    found = []
    for name in form.changed_data:
        before, after = words(form.initial.get(name)), words(form.cleaned_data.get(name))
        if name not in but and before != after:  # a blank that stands for what was there is no change
            found.append([str(form[name].label), before, after])
    return found


def words(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case str():
            return value
        case Iterable():
            return ", ".join(sorted(str(one) for one in value))
        case _:
            return str(value)
