"""What was said in a recording, and when: timed by spreading the words over the recording's real length."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from practice import words


@dataclass(frozen=True)
class Part:
    """A sentence or a word of a recording."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Transcript:
    text: str
    duration: float

    @property
    def sentences(self) -> list[Part]:
        return self.timed(re.findall(r"\s*\S.*?(?:[.!?…]+(?=\s)|\n|$)", self.text))

    @property
    def words(self) -> list[Part]:
        return self.timed(words.pieces(self.text))

    def timed(self, texts: list[str]) -> list[Part]:
        """Return each text with its share of the time, by its letters."""
        total = sum(map(len, texts)) or 1
        ends = [0.0]
        for text in texts:
            ends.append(ends[-1] + self.duration * len(text) / total)
        times = [(round(start, 3), round(end, 3)) for start, end in pairwise(ends)]
        return [Part(text.strip(), start, end) for text, (start, end) in zip(texts, times, strict=True)]


def of_stranger(duration: float) -> str:
    """Return what practice says of a recording that it did not make."""
    return (
        f"This is practice: nobody listened to this recording, which lasts {duration:.1f} seconds. "
        "Practice knows the words of its own recordings only. "
        "For a real transcript, choose a connection with an OpenAI key."
    )


def clock(seconds: float, point: str) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{point}{rest % 1000:03}"


def srt(transcript: Transcript) -> str:
    blocks = (
        f"{number}\n{clock(part.start, ',')} --> {clock(part.end, ',')}\n{part.text}\n"
        for number, part in enumerate(transcript.sentences, 1)
    )
    return "\n".join(blocks) + "\n"


def vtt(transcript: Transcript) -> str:
    blocks = (
        f"{clock(part.start, '.')} --> {clock(part.end, '.')}\n{part.text}\n" for part in transcript.sentences
    )
    return "WEBVTT\n\n" + "\n".join(blocks) + "\n"


def segment(number: int, part: Part) -> dict[str, Any]:
    """Return a sentence as Whisper's verbose answer has it."""
    return {
        "id": number,
        "seek": 0,
        "start": part.start,
        "end": part.end,
        "text": f" {part.text}",
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": 0.0,
        "compression_ratio": 1.0,
        "no_speech_prob": 0.0,
    }


def spoken(number: int, part: Part, speaker: str) -> dict[str, Any]:
    """Return a sentence as a diarized answer has it."""
    kind = {"type": "transcript.text.segment", "id": f"seg_{number}", "speaker": speaker}
    return {**kind, "start": part.start, "end": part.end, "text": f" {part.text}"}
