"""The form of a rule."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions import registry
from retention.models import LONGEST, Rule

WRONG_DAYS = gettext_lazy("Write a number of days from 1 to %(most)d, or leave it blank.")


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What a rule is about, and how long it keeps that."""

    class Meta:
        model = Rule
        fields = ["action", "group", "days", "keepable", "at_server"]
        labels = {
            "action": gettext_lazy("Runs of"),
            "group": gettext_lazy("By the people of"),
            "days": gettext_lazy("Days until they are deleted"),
            "keepable": gettext_lazy("People may keep single runs longer"),
            "at_server": gettext_lazy("Delete the copies at the server too"),
        }
        help_texts = {
            "days": gettext_lazy("Counted from the end of a run. Blank: they are kept for ever."),
            "at_server": gettext_lazy("Uploaded files, threads, and answers that the server has stored."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actions = [(action.slug, action.title) for action in registry.all_actions()]
        choices = [("", _("Every action")), *actions]
        if self.instance.action and self.instance.action not in dict(choices):
            choices.append((self.instance.action, self.instance.runs))  # one that has gone
        self.fields["action"] = forms.ChoiceField(
            label=self.fields["action"].label, required=False, choices=choices
        )
        group: Any = self.fields["group"]
        group.empty_label = _("Everybody")
        self.fields["days"].error_messages |= {"invalid": WRONG_DAYS % {"most": LONGEST}}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        same = Rule.objects.filter(action=cleaned.get("action", ""), group=cleaned.get("group"))
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is a rule for exactly these already: change that one."))
        return cleaned
