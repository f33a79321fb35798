"""What each transcription model takes and refuses."""

from dataclasses import dataclass

from practice.parameters import Parameters
from practice.refusals import Refusal, invalid_value, unsupported_parameter

ARRAYS = (
    "timestamp_granularities",
    "include",
    "known_speaker_names",
    "known_speaker_references",
    "keywords",
    "languages",
)
FORMATS = ("json", "text", "srt", "verbose_json", "vtt", "diarized_json")
ALWAYS = frozenset({"model", "response_format", "stream", "temperature", "chunking_strategy"})
LONGEST_UNCUT = 30  # seconds that the diarizing model takes without a chunking strategy


@dataclass(frozen=True)
class Transcriber:
    """A row of the table: the formats a model answers in and what it takes besides `ALWAYS`."""

    formats: tuple[str, ...]
    takes: frozenset[str]
    streams: bool = True


GPT_4O = Transcriber(("json", "text"), frozenset({"prompt", "language", "include"}))
TRANSCRIBERS = {
    "whisper-1": Transcriber(
        ("json", "text", "srt", "verbose_json", "vtt"),
        frozenset({"prompt", "language", "timestamp_granularities"}),
        streams=False,
    ),
    "gpt-4o-transcribe": GPT_4O,
    "gpt-4o-mini-transcribe": GPT_4O,
    "gpt-4o-transcribe-diarize": Transcriber(
        ("json", "text", "diarized_json"),
        frozenset({"language", "known_speaker_names", "known_speaker_references"}),
    ),
    "gpt-transcribe": Transcriber(("json", "text"), frozenset({"prompt", "languages", "keywords"})),
}


def check(given: Parameters, model: str) -> str:
    """Refuse what the model does not take; return the format that is asked for."""
    transcriber = TRANSCRIBERS[model]
    names = {name.partition("[")[0] for name in given.values}  # chunking_strategy[type]
    Parameters(dict.fromkeys(names, "")).only(ALWAYS | {"prompt", "language", *ARRAYS})
    for name in names - transcriber.takes - ALWAYS:
        raise unsupported_parameter(name)
    given.number("temperature", 0, 1, 0)
    form = given.choice("response_format", FORMATS, "json")
    if form not in transcriber.formats:
        choices = " or ".join(f"'{each}'" for each in transcriber.formats)
        message = f"response_format '{form}' is not compatible with model '{model}'. Use {choices} instead."
        raise Refusal(message, code="unsupported_value", param="response_format")
    for each in given.texts("timestamp_granularities", most=2):
        if each not in ("word", "segment"):
            raise invalid_value("timestamp_granularities", each, ("word", "segment"))
        if form != "verbose_json":
            message = "'timestamp_granularities' needs response_format 'verbose_json'."
            raise Refusal(message, param="timestamp_granularities")
    return form


def check_length(given: Parameters, model: str, duration: float) -> None:
    """Refuse a long recording for the diarizing model, unless it is told how to cut it up."""
    cut = any(name.startswith("chunking_strategy") for name in given.values)
    if "diarize" in model and duration > LONGEST_UNCUT and not cut:
        message = (
            "chunking_strategy is required for diarization models when the audio is longer than 30 seconds."
        )
        raise Refusal(message, code="missing_required_parameter", param="chunking_strategy")
