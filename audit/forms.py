"""The filters of the page, as an address carries them."""

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import get_user_model
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.events import GROUPS, Event
from audit.models import Entry, EntryQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Choices = list[tuple[str, Any]]
# How a link names one thing for certain; whatever else is typed is a name.
KIND_AND_KEY = re.compile(r"([a-z]+):([\w-]+)")
WRONG_DATE = {"invalid": _("Write the day as year, month and day: 2026-11-24.")}


def day_field(label: "StrOrPromise") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=False, input_formats=["%Y-%m-%d"], widget=widget, error_messages=WRONG_DATE
    )


class FilterForm(forms.Form):
    """Bound to an address. Whatever nothing fits finds nothing."""

    who = forms.CharField(label=_("Who"), required=False, max_length=40, widget=forms.Select)
    event = forms.CharField(label=_("What"), required=False, max_length=40, widget=forms.Select)
    thing = forms.CharField(
        label=_("With what"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("Its whole name")}),
    )
    since = day_field(_("From"))
    until = day_field(_("To"))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["who"].widget.choices = [("", gettext("Everybody")), *people(self["who"].value())]
        self.fields["event"].widget.choices = [("", gettext("Everything")), *events()]

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are set, as text."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.chosen)

    def entries(self) -> EntryQuerySet:
        """Return what is looked for; nothing while the form is wrong."""
        if not self.is_valid():
            return Entry.objects.none()
        found, wanted = Entry.objects.all(), self.cleaned_data
        for name in ("who", "event"):
            found = found.filter(**{name: wanted[name]}) if wanted[name] else found
        if wanted["thing"]:
            found = about(found, wanted["thing"])
        if wanted["since"]:
            found = found.filter(at__gte=start_of(wanted["since"]))
        if wanted["until"]:
            found = found.filter(at__lt=start_of(wanted["until"] + timedelta(days=1)))
        return found


def about(entries: EntryQuerySet, thing: str) -> EntryQuerySet:
    if given := KIND_AND_KEY.fullmatch(thing):
        return entries.filter(kind=given[1], key=given[2])
    return entries.alias(folded=Lower("name")).filter(folded=thing.lower())


def start_of(day: Any) -> datetime:
    """Return the beginning of a day in Workroom's own time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def people(chosen: str | None) -> Choices:
    """Return everyone there is, and somebody chosen who is no longer there under the last name they had."""
    found = [(str(one.pk), str(one)) for one in get_user_model()._default_manager.all()]
    if chosen and chosen not in dict(found):
        last = Entry.objects.filter(who=chosen).newest().first()
        deleted = gettext("%(person)s (deleted)")
        found.append((chosen, deleted % {"person": last.who_name} if last else gettext("Nobody")))
    return sorted(found, key=lambda one: one[1].casefold())


def events() -> Choices:
    """Return the events in their groups."""
    return [
        (
            str(words),
            [(event.value, capfirst(event.label)) for event in Event if event.startswith(f"{group}.")],
        )
        for group, words in GROUPS.items()
    ]
