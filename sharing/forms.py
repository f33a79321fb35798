"""What to show of a run, and to whom."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions import registry
from actions.fields import Suggestions
from people.forms.proof import AsksForProof
from people.models import User
from runs import chain
from runs.models import Output, Run
from sharing.models import Link
from sharing.showing import showable

USUALLY, LONGEST = timedelta(days=7), timedelta(days=365)
MOST_PROPOSED = 200
NOTHING = _("Choose at least one result, or show what was asked.")
WRONG = _("This is not the passphrase. Ask whoever gave you the link.")
OUTSIDE = _("Asked for before a link leads in from outside.")
NOBODY = _("Name a person, or choose a group.")


class VisibleForm(forms.Form):
    """What others see of a run: what it is called, what was asked, and which results."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("What others see it called. It may quote your question: change it if it should not."),
    )
    inputs = forms.BooleanField(label=_("Show what was asked, with its files"), required=False)
    outputs = forms.MultipleChoiceField(
        label=_("Results"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, run: Run, data: Any = None, **kwargs: Any) -> None:
        results = list(showable(run))
        self.results = {str(one.key): one for one in results}
        title = run.headline or registry.title_of(run.action)
        whole = {"title": title, "inputs": True, "outputs": list(self.results)}
        super().__init__(data, initial=whole, **kwargs)
        choice: Any = self.fields["outputs"]
        choice.choices = [(str(one.key), called(one, place)) for place, one in enumerate(results, 1)]
        if not results:
            del self.fields["outputs"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned["inputs"] and not cleaned.get("outputs"):
            raise forms.ValidationError(NOTHING)
        return cleaned

    @property
    def chosen(self) -> list[Output]:
        """The results that were chosen, in their order."""
        return [one for key, one in self.results.items() if key in self.cleaned_data.get("outputs", ())]


def called(output: Output, place: int) -> str:
    """Return what a result is called in a list of them."""
    name = gettext("Result %(place)s: %(name)s") % {"place": place, "name": chain.named(output)}
    return f"{name} ({output.filename})" if output.filename else name


class RecipientsForm(forms.Form):
    """With whom inside."""

    person = forms.CharField(
        label=_("A person"),
        required=False,
        max_length=254,
        help_text=_("Their user name or e-mail address here."),
        widget=Suggestions,
    )
    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(), label=_("Groups"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, giver: User, data: Any = None) -> None:
        super().__init__(data)
        self.giver = giver
        colleagues = User.objects.filter(is_active=True, groups__in=giver.groups.all()).exclude(pk=giver.pk)
        proposed = colleagues.distinct().order_by("username")[:MOST_PROPOSED]
        self.fields["person"].widget.choices = [(one.username, str(one)) for one in proposed]
        groups: Any = self.fields["groups"]
        groups.queryset = (Group.objects if giver.is_superuser else giver.groups).order_by("name")
        if not groups.queryset.exists():
            del self.fields["groups"]

    def clean_person(self) -> User | None:
        typed = str(self.cleaned_data["person"]).strip()
        if not typed:
            return None
        named = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed), is_active=True)
        found = list(named[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                _("Nobody here has the user name or e-mail address “%(typed)s”. Ask them how they sign in."),
                params={"typed": typed},
            )
        if found[0] == self.giver:
            raise forms.ValidationError(_("That is you: name somebody else."))
        return found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("person") and not cleaned.get("groups"):
            raise forms.ValidationError(NOBODY)
        return cleaned


class LinkForm(AsksForProof, forms.Form):
    """For how long a link is good, and for whom. It leads in from outside when whoever made it has gone."""

    until = forms.DateField(
        label=_("The last day"),
        help_text=_("The link ends with this day, within a year at the latest."),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as year, month and day: 2026-11-24.")},
    )
    passphrase = forms.CharField(
        label=_("Passphrase"),
        required=False,
        min_length=8,
        max_length=200,
        strip=False,
        help_text=_("Asked for before anything is shown. Tell it to them in another way than the link."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    most_views = forms.IntegerField(
        label=_("How many may open it"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=_("Each visitor counts once, however often they come back. Blank for any number."),
    )

    def __init__(self, request: HttpRequest, giver: User, *, sent: bool) -> None:
        today = timezone.localdate()
        super().__init__(request.POST if sent else None, initial={"until": today + USUALLY})
        self.fields["until"].widget.attrs |= {"min": today.isoformat(), "max": (today + LONGEST).isoformat()}
        self.ask_for_proof(request, giver, OUTSIDE)

    def clean_until(self) -> datetime:
        """Return the moment at which the last day ends."""
        day: date = self.cleaned_data["until"]
        if not timezone.localdate() <= day <= timezone.localdate() + LONGEST:
            raise forms.ValidationError(_("Choose a day from today on, within a year."))
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


class SwitchForm(AsksForProof, forms.Form):
    """Whether links open. Closing them needs no proof: whoever sees harm done should be quick."""

    allowed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, request: HttpRequest, person: User, *, allowed: bool) -> None:
        super().__init__(request.POST if request.method == "POST" else None, initial={"allowed": not allowed})
        if not allowed:
            self.ask_for_proof(request, person, OUTSIDE)
        self.request, self.person = request, person

    def needs_proof(self) -> bool:
        opens: bool = self.cleaned_data["allowed"]
        return opens


class OpenForm(forms.Form):
    """What a visitor types before a link opens: its passphrase, if it has one."""

    passphrase = forms.CharField(
        label=_("Passphrase"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "autofocus": True}),
        help_text=_("Whoever gave you the link knows it."),
        error_messages={"required": _("Type the passphrase.")},
    )

    def __init__(self, request: HttpRequest, link: Link) -> None:
        super().__init__(request.POST if request.method == "POST" else None)
        if not link.passphrase:
            del self.fields["passphrase"]

    @property
    def typed(self) -> str:
        return str(self.cleaned_data.get("passphrase", ""))
