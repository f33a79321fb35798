"""What the style guide draws its parts with: made up for the moment, and stored nowhere."""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions import registry
from audit.events import Event
from audit.models import Entry
from retention.dry_run import Going
from retention.models import Rule
from runs import onward as onwards
from runs.changes import Setting
from runs.models import Output, State
from runs.models.tags import Tag
from runs.showing import Shown
from runs.standing import Standing
from runs.tour import Step

WORDS = gettext_lazy("What was asked, or the title that it was given")
ICONS = {
    State.QUEUED: "clock",
    State.RUNNING: "loader-2",
    State.SUCCEEDED: "circle-check",
    State.FAILED: "alert-circle",
    State.CANCELLED: "circle-x",
}


class Fields(forms.Form):
    """A field of every kind, filled in wrongly wherever one can be: too long, too much, no choice, empty."""

    line = forms.CharField(
        label=gettext_lazy("A line"),
        help_text=gettext_lazy("What it is for, in one sentence."),
        max_length=60,
    )
    text = forms.CharField(label=gettext_lazy("A text"), widget=forms.Textarea, max_length=80)
    number = forms.IntegerField(label=gettext_lazy("A number"), max_value=10)
    day = forms.DateField(label=gettext_lazy("A day"), widget=forms.DateInput(attrs={"type": "date"}))
    choice = forms.ChoiceField(label=gettext_lazy("A choice"), choices=State.choices)
    several = forms.MultipleChoiceField(
        label=gettext_lazy("Several"), choices=State.choices, widget=forms.CheckboxSelectMultiple
    )
    file = forms.FileField(label=gettext_lazy("A file"))
    agreed = forms.BooleanField(label=gettext_lazy("Yes or no"))


def wrong() -> Fields:
    """Return a form in which every field has a mistake."""
    filled = {"text": "x" * 90, "number": "40", "day": "2026-02-30", "choice": "other", "several": ["other"]}
    sent = {f"wrong-{name}": value for name, value in filled.items()}
    files: Any = MultiValueDict({"wrong-file": [SimpleUploadedFile("empty.txt", b"")]})
    return Fields(sent, files, prefix="wrong")


def a_run(state: State, **more: Any) -> Any:
    """Return what a run is to the partials that draw it."""
    return SimpleNamespace(
        **{
            "key": uuid.uuid5(uuid.NAMESPACE_URL, state),
            "action": registry.all_actions()[0].slug,
            "state": state,
            "is_over": True,
            "called": WORDS,
            "model": "gpt-5",
            "connection_name": _("A connection"),
            "created_at": timezone.now() - timedelta(minutes=3),
            "get_state_display": state.label,
            "get_absolute_url": "#rows",
            "favourite": state == State.SUCCEEDED,
            "tags": SimpleNamespace(all=[Tag(pk=1, name=_("A tag"))] if state == State.SUCCEEDED else ()),
            **more,
        }
    )


def standings() -> list[tuple[Any, Standing]]:
    """Return a run of every state with where it stands."""
    shown = [(a_run(state, is_over=state not in {State.QUEUED, State.RUNNING}), state) for state in State]
    for run, _state in shown:
        run.cancel_requested = False
    return [
        (run, Standing(ICONS[state], str(state.label), "" if run.is_over else _("What comes next.")))
        for run, state in shown
    ]


def a_failure() -> Any:
    error = {
        "message": _("It did not work. Here stands why, and what to do."),
        "advice": _("What comes next."),
        "detail": "Rate limit reached for gpt-5",
        "status": 429,
        "code": "rate_limit_exceeded",
        "request_id": "req_123",
        "charged": True,
    }
    return a_run(State.FAILED, error=error)


def results() -> list[Output]:
    """Return a result of each kind that needs no file."""
    scores = [
        {"category": _("violence"), "score": 0.82, "flagged": True},
        {"category": _("hate"), "score": 0.0004, "flagged": False},
    ]
    segments = [{"start": 0, "text": _("Something to know."), "speaker": "A"}]
    return [
        Output(kind="text", text=f"## {_('A line')}\n\n{_('Something to know.')}\n\n> `code`\n\n- 1\n- 2"),
        Output(kind="table", data={"columns": [_("A line"), _("A number")], "rows": [["a", 1], ["b", 2]]}),
        Output(kind="json", data={"answer": 42}),
        Output(kind="transcript", text=_("Something to know."), data={"duration": 62, "segments": segments}),
        Output(kind="verdict", data={"flagged": True, "scores": scores}),
    ]


def onward() -> list[onwards.Step]:
    return [onwards.Step(str(action.title), action.icon, "#results") for action in registry.all_actions()[:2]]


def verdicts() -> list[Any]:
    """Return what a connection is to the partial that tells how its last test went."""
    return [
        SimpleNamespace(tested_at=timezone.now(), test_level=level, test_message=_("Something to know."))
        for level in ("success", "warning", "error")
    ]


def inputs() -> list[Shown]:
    row = [Shown(_("A choice"), _("Yes or no")), Shown(_("A line"), str(WORDS))]
    return [Shown(_("A text"), str(WORDS)), Shown(_("Several"), rows=[row])]


def changes() -> list[Setting]:
    return [Setting(_("A number"), [Shown("", "1"), Shown("", "2")])]


def going() -> list[Going]:
    day = timezone.now()
    return [Going(Rule(days=30), str(registry.all_actions()[0].title), 12, 3, day, day, 4_000_000)]


def entries() -> list[Entry]:
    told = {"changes": [["Base URL", "", "https://api.example.org/v1"]]}
    return [
        Entry(
            event=Event.CONNECTION_CHANGED, who_name="Carol", name="OpenAI", address="192.0.2.1", details=told
        )
    ]


def steps() -> list[Step]:
    return [
        Step(_("A line"), _("Something to know."), True),
        Step(_("The next step"), _("What comes next."), False, "#tour", _("The next step")),
    ]
