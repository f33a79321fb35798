"""Recordings: written in the format that was asked for, and measured."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

# format: (container, codec, sample rate, sample format)
FORMATS = {
    "mp3": ("mp3", "libmp3lame", 24_000, "s16p"),
    "opus": ("ogg", "libopus", 48_000, "s16"),
    "aac": ("adts", "aac", 24_000, "fltp"),
    "flac": ("flac", "flac", 24_000, "s16"),
    "wav": ("wav", "pcm_s16le", 24_000, "s16"),
    "pcm": ("s16le", "pcm_s16le", 24_000, "s16"),
}
MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "opus": "audio/opus",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}


RECORDINGS = "aac,flac,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mp3,mpeg,mpegvideo,ogg,wav"


class UndecodableError(Exception):
    """A file in which no sound can be found."""


def encode(source: Path, target: BinaryIO, form: str) -> None:
    """Write the wave file `source` to `target` in that format; it never lies in memory as a whole."""
    container, codec, rate, layout = FORMATS[form]
    with av.open(str(source)) as read, av.open(target, "w", format=container) as written:
        stream: Any = written.add_stream(codec, rate=rate)
        stream.codec_context.layout = "mono"
        stream.codec_context.format = layout
        stream.codec_context.open()
        size = stream.codec_context.frame_size or None
        resampler = AudioResampler(layout, "mono", rate, frame_size=size)
        for frame in resampled(read.decode(audio=0), resampler):
            written.mux(stream.encode(frame))
        written.mux(stream.encode(None))


def resampled(frames: Iterator[AudioFrame], resampler: AudioResampler) -> Iterator[AudioFrame]:
    for frame in frames:
        yield from resampler.resample(frame)
    yield from resampler.resample(None)


def seconds(file: BinaryIO) -> float:
    """Return how long a recording lasts; raise UndecodableError when it is none."""
    try:
        # FFmpeg knows playlists too, which name other files: it is to look for sound alone.
        with av.open(file, "r", container_options={"format_whitelist": RECORDINGS}) as container:
            if not container.streams.audio:
                raise UndecodableError("the file has no sound")
            first = next(container.decode(audio=0), None)
            if first is None:
                raise UndecodableError("the file has no sound")
            if container.duration:
                return container.duration / av.time_base
            rest = sum(frame.samples for frame in container.decode(audio=0))
            return (first.samples + rest) / first.sample_rate
    except (av.FFmpegError, ValueError) as error:
        raise UndecodableError(str(error)) from error
