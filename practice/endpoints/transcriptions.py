"""POST /audio/transcriptions."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from practice import bodies, offered, recordings, sound, sse, transcribers, transcripts, words
from practice.door import Route
from practice.exchange import Exchange
from practice.parameters import Parameters
from practice.refusals import Refusal
from practice.transcripts import Transcript

LARGEST = 26_214_400
EXTENSIONS = ("flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm")


def create(exchange: Exchange) -> HttpResponseBase:
    """Answer with the words of a recording, at once or as they come."""
    given, files = bodies.read_form(exchange.request, *transcribers.ARRAYS)
    upload = bodies.one_file(files, "file", largest=LARGEST)
    given.require("model")
    exchange.model = given.text("model")
    offered.find_for(offered.TRANSCRIPTION, exchange.model)
    form = transcribers.check(given, exchange.model)
    transcript = listen(exchange, upload)
    transcribers.check_length(given, exchange.model, transcript.duration)
    speaker = next(iter(given.texts("known_speaker_names", most=4)), "A")
    if given.flag("stream") and transcribers.TRANSCRIBERS[exchange.model].streams:
        return sse.response(events(transcript, speaker if form == "diarized_json" else "", exchange.pace))
    return written(transcript, form, given, speaker)


def listen(exchange: Exchange, upload: "UploadedFile[bytes]") -> Transcript:
    """Return what a recording says, or that practice cannot know; refuse what is no recording."""
    extension = PurePath(upload.name or "").suffix.lstrip(".").lower()
    if extension not in EXTENSIONS:
        raise Refusal(f"Invalid file format. Supported formats: {list(EXTENSIONS)}", param="file")
    file = cast(BinaryIO, upload.file)
    try:
        known = recordings.recall(exchange.owner, file)
        duration = round(sound.seconds(file), 3)
    except sound.UndecodableError:
        message = "Audio file might be corrupted or unsupported."
        raise Refusal(message, code="invalid_value", param="file") from None
    if duration < 0.1:
        message = "Audio file is too short. Minimum audio length is 0.1 seconds."
        raise Refusal(message, code="audio_too_short", param="file")
    return Transcript(known or transcripts.of_stranger(duration), duration)


def written(transcript: Transcript, form: str, given: Parameters, speaker: str) -> HttpResponse:
    """Return the transcript in its format."""
    match form:
        case "text":
            return HttpResponse(transcript.text + "\n", content_type="text/plain; charset=utf-8")
        case "srt":
            return HttpResponse(transcripts.srt(transcript), content_type="text/plain; charset=utf-8")
        case "vtt":
            return HttpResponse(transcripts.vtt(transcript), content_type="text/plain; charset=utf-8")
        case "verbose_json":
            return bodies.write_json(verbose(transcript, given.texts("timestamp_granularities", most=2)))
        case "diarized_json":
            said = [transcripts.spoken(*each, speaker) for each in enumerate(transcript.sentences)]
            facts = {"task": "transcribe", "duration": transcript.duration, "text": transcript.text}
            return bodies.write_json({**facts, "segments": said, "usage": usage_by_time(transcript)})
    by_time = given.text("model") == "whisper-1"
    usage = usage_by_time(transcript) if by_time else usage_by_tokens(transcript)
    return bodies.write_json({"text": transcript.text, "usage": usage})


def verbose(transcript: Transcript, granularities: list[str]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "language": "english",
        "duration": transcript.duration,
        "text": transcript.text,
        "usage": usage_by_time(transcript),
    }
    if "word" in granularities:
        answer["words"] = [{"word": p.text, "start": p.start, "end": p.end} for p in transcript.words]
    if "segment" in granularities or not granularities:
        answer["segments"] = [transcripts.segment(*each) for each in enumerate(transcript.sentences)]
    return answer


def usage_by_time(transcript: Transcript) -> dict[str, Any]:
    return {"type": "duration", "seconds": -(-transcript.duration // 1)}


def usage_by_tokens(transcript: Transcript) -> dict[str, Any]:
    heard, said = int(transcript.duration * 10), words.count(transcript.text)
    details = {"text_tokens": 0, "audio_tokens": heard}
    return {
        "type": "tokens",
        "input_tokens": heard,
        "input_token_details": details,
        "output_tokens": said,
        "total_tokens": heard + said,
    }


def events(transcript: Transcript, speaker: str, pace: float) -> Iterator[bytes]:
    for _, word in sse.paced([words.pieces(transcript.text)], pace):
        yield sse.event({"type": "transcript.text.delta", "delta": word})
    if speaker:
        for each in enumerate(transcript.sentences):
            yield sse.event(transcripts.spoken(*each, speaker))
    done = {"type": "transcript.text.done", "text": transcript.text, "usage": usage_by_tokens(transcript)}
    yield sse.event(done)


ROUTES = (Route("POST", "audio/transcriptions", create),)
