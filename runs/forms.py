"""The forms about what is kept: what a person says about a run."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from runs.labelling import MOST_TAGS, read_tags
from runs.models import Run
from runs.models.tags import LONGEST

MANY = _("A run has %(most)d tags at most, and these are %(count)d: leave some out.")
LONG = _("A tag has %(longest)d characters at most: shorten “%(tag)s…”.")


def checked(text: str) -> list[str]:
    """Return the tags that a text names. Raises ValidationError."""
    tags = read_tags(text)
    if len(tags) > MOST_TAGS:
        raise ValidationError(MANY, params={"most": MOST_TAGS, "count": len(tags)})
    if long := [tag for tag in tags if len(tag) > LONGEST]:
        raise ValidationError(LONG, params={"longest": LONGEST, "tag": long[0][:LONGEST]})
    return tags


class TagsInput(forms.TextInput):
    """Tags with commas between them; the page names a person's own in a <datalist id="own-tags">."""

    def __init__(self) -> None:
        super().__init__({"list": "own-tags", "autocomplete": "off", "data-tags": True, "maxlength": None})


class AboutForm(forms.Form):
    """Title, note and tags of a run."""

    use_required_attribute = False
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("Stands in your lists in the place of what you asked."),
    )
    tags = forms.CharField(
        label=_("Tags"),
        max_length=2000,
        required=False,
        widget=TagsInput,
        help_text=_("With commas between them."),
    )
    note = forms.CharField(
        label=_("Note"), max_length=4000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def clean_tags(self) -> list[str]:
        return checked(str(self.cleaned_data["tags"]))

    @classmethod
    def of(cls, run: Run, data: Any = None) -> "AboutForm":
        """Return the form filled in as the run is."""
        tags = ", ".join(tag.name for tag in run.tagged_with)
        known = {"title": run.title, "note": run.note, "tags": tags}
        form = cls(data, initial=known, auto_id="about-%s")
        form.fields["title"].widget.attrs["placeholder"] = run.headline or gettext("None yet")
        return form
