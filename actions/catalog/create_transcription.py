from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.validators import RegexValidator

from actions import families, listening
from actions.fields import Choice, LongText, Text, YesNo
from actions.forms import ActionForm, Model
from actions.languages import LANGUAGES
from actions.recordings import RECORDINGS, TranscriptAction
from actions.rows import ListOf, Rows
from actions.uploads import MEGABYTE, File, data_url
from connections.client import Request

TIMED = {"response_format": ["verbose_json"]}


class CreateTranscription(TranscriptAction):
    """Turn a recording into text."""

    title, group, icon = "Create a Transcription", "Audio", "microphone"
    path = "/audio/transcriptions"
    begins = {"file": "Transcribe this recording"}

    class Form(ActionForm):
        model = Model(families.Kind.TRANSCRIPTION)
        file = listening.recording("The recording to write down.")
        filename = listening.filename()
        language = Choice(
            LANGUAGES,
            label="Language",
            free=True,
            validators=[
                RegexValidator(r"^[a-z]{2,3}$", "Enter the two letters of the language, such as en or de.")
            ],
            help_text="The language that is spoken, as its two-letter code. Naming it makes the text better.",
        )
        languages = ListOf(
            {"language": Choice(LANGUAGES, label="Language", required=True)},
            one="language",
            label="Languages",
            help_text="The languages that may be spoken.",
        )
        prompt = LongText(
            label="Prompt",
            rows=2,
            help_text="Names and terms that occur, or what came before, in the recording's language.",
        )
        keywords = ListOf(
            {"keyword": Text(label="Keyword", required=True)},
            one="keyword",
            label="Keywords",
            advanced=True,
            help_text="Words to listen for.",
        )
        temperature = listening.temperature()
        response_format = Choice(
            listening.FORMATS,
            label="Response Format",
            blank="Text",
        )
        timestamp_granularities = ListOf(
            {
                "granularity": Choice(
                    [("segment", "For each sentence"), ("word", "For each word")],
                    label="Times",
                    required=True,
                )
            },
            one="kind of times",
            label="Times",
            max_rows=2,
            advanced=True,
            when=TIMED,
        )
        chunking_strategy = Choice(
            [("auto", "By pauses, automatically")],
            label="Split the recording",
            advanced=True,
            blank="No",
            help_text="Needed for a recording longer than 30 seconds when speakers are told apart.",
        )
        known_speaker_names = Rows(
            {
                "name": Text(label="Speaker's name", required=True),
                "reference": File(
                    label="A sample of the voice",
                    required=True,
                    max_size=5 * MEGABYTE,
                    types=RECORDINGS,
                    help_text="2 to 10 seconds.",
                ),
            },
            one="speaker",
            label="Known speakers",
            max_rows=4,
            to=None,
            advanced=True,
            when={"response_format": ["diarized_json"]},
        )
        include = ListOf(
            {"part": Choice([("logprobs", "Token probabilities")], label="Also return", required=True)},
            one="addition",
            label="Also return",
            max_rows=1,
            advanced=True,
            when={"response_format": ["", "json"]},
        )
        stream = YesNo(
            label="Show the words as they are recognised",
            advanced=True,
            when={"response_format": ["", "json", "diarized_json"]},
        )

    def request(self, values: Mapping[str, Any]) -> Request:
        request = super().request(values)
        speakers = values.get("known_speaker_names") or ()
        names = [("known_speaker_names[]", speaker["name"]) for speaker in speakers]
        voices = [(voice, getattr(voice, "content_type", "")) for voice in (s["reference"] for s in speakers)]
        samples = [
            ("known_speaker_references[]", data_url(voice, kind or "audio/mpeg")) for voice, kind in voices
        ]
        return replace(request, form=(*request.form, *names, *samples))
