"""Speaking aloud, by a separate program where one is installed, else as a tune as long as the text."""

import array
import math
import shutil
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

VOICES = (
    "alloy", "ash", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer",
    "ballad", "verse", "marin", "cedar",
)  # fmt: skip
FLITE = ("slt", "rms", "awb", "kal16")
ESPEAK = ("en-us+f3", "en-us+m3", "en-gb+f2", "en-gb+m1")
SAY = ("Samantha", "Alex", "Karen", "Daniel")
PATIENCE = 120.0  # seconds: 4,096 letters take a program about two
RATE = 24_000
LETTERS_PER_SECOND = 15
QUIET = 500  # of 32,767


def speak(text: str, voice: str, speed: float, folder: Path) -> Path:
    """Return a wave file in `folder` in which the text is spoken, or played as a tune."""
    script, spoken = folder / "text.txt", folder / "spoken.wav"
    script.write_text(text, encoding="utf-8")
    for program, command in PROGRAMS.items():
        if found := shutil.which(program):
            done = run([found, *command(VOICES.index(voice) % 4, speed, script, spoken)])
            if done and spoken.exists() and audible(spoken):
                return spoken
    return tune(text, voice, speed, folder / "tune.wav")


def run(command: list[str]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - fixed programs
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def flite(voice: int, speed: float, script: Path, target: Path) -> list[str]:
    return ["-voice", FLITE[voice], "--setf", f"duration_stretch={1 / speed:.3f}", str(script), str(target)]


def espeak(voice: int, speed: float, script: Path, target: Path) -> list[str]:
    pace = min(max(round(170 * speed), 80), 450)
    return ["-v", ESPEAK[voice], "-s", str(pace), "-f", str(script), "-w", str(target)]


def say(voice: int, speed: float, script: Path, target: Path) -> list[str]:
    pace = str(round(175 * speed))
    return ["-v", SAY[voice], "-r", pace, "-f", str(script), "-o", str(target), "--data-format=LEI16@22050"]


PROGRAMS: dict[str, Callable[[int, float, Path, Path], list[str]]] = {
    "flite": flite,
    "espeak-ng": espeak,
    "say": say,
}


def audible(file: Path) -> bool:
    """Return whether there is any sound: a program is silent about letters that it does not know."""
    try:
        with wave.open(str(file)) as sound:
            samples = array.array("h", sound.readframes(sound.getnframes()))
    except (wave.Error, EOFError, ValueError):
        return False
    return bool(samples) and max(samples) > QUIET


def tune(text: str, voice: str, speed: float, target: Path) -> Path:
    """Write a tune that lasts about as long as the text would: one note for every four letters."""
    note = 4 / LETTERS_PER_SECOND / speed
    pitch = 220 * 2 ** (VOICES.index(voice) / 12)
    scale = [played(pitch * 2 ** (step / 12), note) for step in (0, 2, 4, 7, 9, 12)]
    with wave.open(str(target), "wb") as sound:
        sound.setparams((1, 2, RATE, 0, "NONE", ""))
        for start in range(0, max(len(text), 4), 4):
            sound.writeframes(scale[sum(map(ord, text[start : start + 4])) % len(scale)])
    return target


def played(pitch: float, seconds: float) -> bytes:
    """Return one note, fading in and out."""
    samples = round(RATE * seconds)
    wave_form = (
        math.sin(2 * math.pi * pitch * n / RATE) * min(1, n / 480, (samples - n) / 2400)
        for n in range(samples)
    )
    notes = array.array("h", (round(9000 * height) for height in wave_form))
    if sys.byteorder == "big":
        notes.byteswap()
    return notes.tobytes()
