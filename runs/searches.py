"""Keeping searches: the form that names one, its own limits, and what the address of the history says."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.models import User
from runs.browsing import Filters
from runs.models import SavedSearch

MOST = 30


def normal(query: str) -> str:
    """Return what a query says of the history, and nothing else that it may say; blank if that is nothing."""
    return Filters.read(QueryDict(query[:4000])).query


class SearchForm(forms.Form):
    """The name of a search: of a new one, or another for `search`."""

    use_required_attribute = False
    name = forms.CharField(label=_("Name of the search"), max_length=60)

    def __init__(self, data: Any, owner: User, search: SavedSearch | None = None) -> None:
        self.owner, self.search = owner, search
        super().__init__(data, initial={"name": search.name} if search else None)
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        others = self.owner.saved_searches.exclude(pk=self.search.pk if self.search else 0)
        if others.filter(name=name).exists():
            raise ValidationError(gettext("You have a search of this name already: choose another one."))
        if not self.search and others.count() >= MOST:
            said = gettext(
                "You have %(most)d saved searches, which is as many as there can be: delete one first."
            )
            raise ValidationError(said % {"most": MOST})
        return name
