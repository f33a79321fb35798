"""Speech and transcription models: voices, formats, timestamps, speakers."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from actions.families.family import REFUSED, Family, Kind, Rules

SPEECH = frozenset({Kind.SPEECH})
TRANSCRIPTION = frozenset({Kind.TRANSCRIPTION})

# OpenAI ends its endpoint for translations, and names none that would take files in its place.
TRANSLATIONS_END = date(2027, 2, 26)
SPEECH_END = date(2027, 1, 6)

VOICES = ["alloy", "ash", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer"]
NEWER_VOICES = ["ballad", "cedar", "marin", "verse"]

SPEECH_FAMILIES = (
    Family(
        name="GPT-4o mini TTS",
        kinds=SPEECH,
        patterns=("gpt-4o-mini-tts*",),
        # A custom voice has an id of its own, so any voice can be typed.
        rules={"voice": {"choices": sorted([*VOICES, *NEWER_VOICES]), "free": True}},
    ),
    Family(
        name="TTS-1",
        kinds=SPEECH,
        patterns=("tts-1*",),
        rules={
            "voice": {"choices": VOICES, "free": False},
            "instructions": REFUSED,
            "stream_format": REFUSED,
        },
    ),
)

# Words appear as they are recognised, unless the person says no.
STREAMED: Rules = {"stream": {"initial": "true"}}

TRANSCRIPTION_FAMILIES = (
    Family(
        name="GPT Transcribe",
        kinds=TRANSCRIPTION,
        patterns=("gpt-transcribe*",),
        rules={
            **STREAMED,
            "language": REFUSED,
            "response_format": {"choices": [("json", _("Text"))]},
            "timestamp_granularities": REFUSED,
            "chunking_strategy": REFUSED,
            "known_speaker_names": REFUSED,
            "include": REFUSED,
        },
    ),
    Family(
        name="GPT-4o Transcribe with speakers",
        kinds=TRANSCRIPTION,
        patterns=("gpt-4o-transcribe-diarize*",),
        rules={
            **STREAMED,
            "prompt": REFUSED,
            "languages": REFUSED,
            "keywords": REFUSED,
            "timestamp_granularities": REFUSED,
            "include": REFUSED,
            "response_format": {
                "choices": [
                    ("diarized_json", _("Text with speakers and times")),
                    ("json", _("Text")),
                    ("text", _("Plain text")),
                ]
            },
            # A recording longer than 30 seconds is refused without it.
            "chunking_strategy": {"initial": "auto"},
        },
    ),
    Family(
        name="GPT-4o Transcribe",
        kinds=TRANSCRIPTION,
        patterns=("gpt-4o-transcribe*", "gpt-4o-mini-transcribe*"),
        rules={
            **STREAMED,
            "languages": REFUSED,
            "keywords": REFUSED,
            "known_speaker_names": REFUSED,
            "timestamp_granularities": REFUSED,
            "response_format": {"choices": [("json", _("Text")), ("text", _("Plain text"))]},
        },
    ),
    Family(
        name="Whisper",
        kinds=frozenset({Kind.TRANSCRIPTION, Kind.TRANSLATION}),
        patterns=("whisper-1*",),
        hints=("whisper",),
        rules={
            "stream": REFUSED,  # taken, and ignored
            "languages": REFUSED,
            "keywords": REFUSED,
            "known_speaker_names": REFUSED,
            "chunking_strategy": REFUSED,
            "include": REFUSED,
            "response_format": {
                "choices": [
                    ("verbose_json", _("Text with times")),
                    ("json", _("Text")),
                    ("text", _("Plain text")),
                    ("srt", _("Subtitles (SRT)")),
                    ("vtt", _("Subtitles (VTT)")),
                ]
            },
        },
    ),
)
