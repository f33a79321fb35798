from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from actions import families, listening
from actions.fields import Choice, LongText, Text, YesNo
from actions.forms import ActionForm, Model
from actions.languages import LANGUAGES
from actions.recordings import RECORDINGS, TranscriptAction
from actions.rows import ListOf, Rows
from actions.uploads import MEGABYTE, File
from connections.bodies import DataUrl
from connections.client import Request

TIMED = {"response_format": ["verbose_json"]}


class CreateTranscription(TranscriptAction):
    """Turn a recording into text."""

    title, group, icon = _("Create a Transcription"), "Audio", "microphone"
    path = "/audio/transcriptions"
    begins = {"file": _("Transcribe this recording")}

    class Form(ActionForm):
        model = Model(families.Kind.TRANSCRIPTION)
        file = listening.recording(_("The recording to write down."))
        filename = listening.filename()
        language = Choice(
            LANGUAGES,
            label=_("Language"),
            free=True,
            validators=[
                RegexValidator(r"^[a-z]{2,3}$", _("Enter the two letters of the language, such as en or de."))
            ],
            help_text=_(
                "The language that is spoken, as its two-letter code. Naming it makes the text better."
            ),
        )
        languages = ListOf(
            {"language": Choice(LANGUAGES, label=_("Language"), required=True)},
            one=_("language"),
            label=_("Languages"),
            help_text=_("The languages that may be spoken."),
        )
        prompt = LongText(
            label=_("Prompt"),
            rows=2,
            help_text=_("Names and terms that occur, or what came before, in the recording's language."),
        )
        keywords = ListOf(
            {"keyword": Text(label=_("Keyword"), required=True)},
            one=_("keyword"),
            label=_("Keywords"),
            advanced=True,
            help_text=_("Words to listen for."),
        )
        temperature = listening.temperature()
        response_format = Choice(
            listening.FORMATS,
            label=_("Response Format"),
            blank=_("Text"),
        )
        timestamp_granularities = ListOf(
            {
                "granularity": Choice(
                    [("segment", _("For each sentence")), ("word", _("For each word"))],
                    label=_("Times"),
                    required=True,
                )
            },
            one=_("kind of times"),
            label=_("Times"),
            max_rows=2,
            advanced=True,
            when=TIMED,
        )
        chunking_strategy = Choice(
            [("auto", _("By pauses, automatically"))],
            label=_("Split the recording"),
            advanced=True,
            blank=_("No"),
            help_text=_("Needed for a recording longer than 30 seconds when speakers are told apart."),
        )
        known_speaker_names = Rows(
            {
                "name": Text(label=_("Speaker's name"), required=True),
                "reference": File(
                    label=_("A sample of the voice"),
                    required=True,
                    max_size=5 * MEGABYTE,
                    types=RECORDINGS,
                    help_text=_("2 to 10 seconds."),
                ),
            },
            one=_("speaker"),
            label=_("Known speakers"),
            max_rows=4,
            to=None,
            advanced=True,
            when={"response_format": ["diarized_json"]},
        )
        include = ListOf(
            {"part": Choice([("logprobs", _("Token probabilities"))], label=_("Also return"), required=True)},
            one=_("addition"),
            label=_("Also return"),
            max_rows=1,
            advanced=True,
            when={"response_format": ["", "json"]},
        )
        stream = YesNo(
            label=_("Show the words as they are recognised"),
            advanced=True,
            when={"response_format": ["", "json", "diarized_json"]},
        )

    def request(self, values: Mapping[str, Any]) -> Request:
        request = super().request(values)
        speakers = values.get("known_speaker_names") or ()
        names = [("known_speaker_names[]", speaker["name"]) for speaker in speakers]
        voices = [(voice, getattr(voice, "content_type", "")) for voice in (s["reference"] for s in speakers)]
        samples = [
            ("known_speaker_references[]", DataUrl(voice, kind or "audio/mpeg")) for voice, kind in voices
        ]
        return replace(request, form=(*request.form, *names, *samples))
