"""Real recordings of a real encoder, a second of a tone each, and two that are not for us: a film, and FLAC in OGG."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
#: Those that may be uploaded.
GOOD = ("tone.ogg", "tone.mp3", "tone.m4a")
BAD = ("film.mp4", "flac.ogg")


def sound(name: str = "tone.ogg") -> bytes:
    return (HERE / name).read_bytes()
