"""POST /audio/translations. Practice knows no languages, and says so."""

from django.http import HttpResponse

from practice import bodies, offered, transcripts
from practice.door import Route
from practice.endpoints import transcriptions
from practice.exchange import Exchange
from practice.refusals import invalid_value
from practice.transcripts import Transcript

KNOWN = frozenset({"model", "prompt", "response_format", "temperature"})
FORMATS = ("json", "text", "srt", "verbose_json", "vtt")
MODEL = "whisper-1"
PREFACE = "This is practice's translation into English, which keeps the words as they were spoken: "


def create(exchange: Exchange) -> HttpResponse:
    """Answer with the words of a recording, which practice leaves as they are."""
    given, files = bodies.read_form(exchange.request)
    upload = bodies.one_file(files, "file", largest=transcriptions.LARGEST)
    given.only(KNOWN)
    given.require("model")
    exchange.model = given.text("model")
    offered.find_for(offered.TRANSCRIPTION, exchange.model)
    if exchange.model != MODEL:
        raise invalid_value("model", exchange.model, (MODEL,))
    given.number("temperature", 0, 1, 0)
    form = given.choice("response_format", FORMATS, "json")
    heard = transcriptions.listen(exchange, upload)
    known = heard.text != transcripts.of_stranger(heard.duration)
    translation = Transcript(PREFACE + heard.text, heard.duration) if known else heard
    if form == "json":
        return bodies.write_json({"text": translation.text})
    if form == "verbose_json":
        said = [transcripts.segment(*each) for each in enumerate(translation.sentences)]
        facts = {"language": "english", "duration": translation.duration}
        return bodies.write_json({**facts, "text": translation.text, "segments": said})
    return transcriptions.written(translation, form, given, "")


ROUTES = (Route("POST", "audio/translations", create),)
