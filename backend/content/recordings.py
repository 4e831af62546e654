"""A recording somebody uploads: told from its own bytes what it is and how long it lasts, and freed of what it tells
about the phone it was made with. File names and headers are never looked at.

OGG with Opus, MP3 and M4A with AAC: what phones record, every browser plays and Telegram takes as speech.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mutagen import MutagenError
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.mp4._atom import Atom, Atoms
from mutagen.oggopus import OggOpus

from flows.errors import LotseError
from flows.media import About, about, type_of

#: A minute of an M4A from a phone has about one megabyte; a question is spoken in less than one.
LARGEST = 3_000_000  # bytes
LONGEST = 180.0  # seconds
SHORTEST = 0.2
TYPES = ("audio/ogg", "audio/mpeg", "audio/mp4")
#: Boxes of an MP4 that hold title, device and place of recording.
_TELLING = (b"udta", b"meta")
_HOLDING = (b"moov", b"trak", b"mdia", b"minf")


@dataclass(frozen=True, slots=True)
class Recorded:
    """`content`: as it is stored and played; `seconds`: how long it is."""

    about: About
    seconds: float
    content: bytes = field(repr=False)


def read_recording(content: bytes) -> Recorded:
    """Raises LotseError recording.large, recording.type, recording.damaged, recording.long."""
    if len(content) > LARGEST:
        raise LotseError("recording.large", limit=LARGEST)
    media_type = type_of(content) or ""
    if media_type not in TYPES:
        raise LotseError("recording.type")
    found = _opened(media_type, content)
    if found.seconds > LONGEST:
        raise LotseError("recording.long", limit=int(LONGEST))
    if not found.seconds >= SHORTEST:
        raise LotseError("recording.damaged")
    return found


def _opened(media_type: str, content: bytes) -> Recorded:
    try:
        seconds, bare = _READERS[media_type](content)
        return Recorded(about(media_type, bare), seconds, bare)
    except LotseError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a parser says of a file somebody made: it cannot be played
        raise LotseError("recording.damaged", cause=type(error).__name__) from None


def _ogg(content: bytes) -> tuple[float, bytes]:
    if b"OpusHead" not in content[:64]:
        raise LotseError("recording.type")  # Vorbis, FLAC, a film: phones and Telegram do not play them as speech
    file, sound = _loaded(OggOpus, content)
    sound.delete(file)
    return sound.info.length, file.getvalue()


def _loaded(kind: Any, content: bytes) -> tuple[io.BytesIO, Any]:
    """The file at its beginning, and what mutagen, whose kinds of files have no types, has read of it."""
    file = io.BytesIO(content)
    sound = kind(file)
    file.seek(0)
    return file, sound


def _mp3(content: bytes) -> tuple[float, bytes]:
    file, sound = _loaded(MP3, content)
    if sound.info.layer != 3 or sound.info.sketchy:
        raise MutagenError("no MP3")
    sound.delete(file)
    return sound.info.length, file.getvalue()


def _mp4(content: bytes) -> tuple[float, bytes]:
    file, sound = _loaded(MP4, content)
    atoms = list(_boxes(Atoms(file).atoms))
    kinds = {content[box.offset + 16 : box.offset + 20] for box in atoms if box.name == b"hdlr"}
    if b"soun" not in kinds or b"vide" in kinds or not sound.info.codec.startswith("mp4a"):
        raise LotseError("recording.type")
    bare = bytearray(content)
    for box in atoms:
        if box.name in _TELLING:
            bare[box.offset + 4 : box.offset + box.length] = b"free" + bytes(box.length - 8)  # nothing else moves
    return sound.info.length, bytes(bare)


def _boxes(found: Iterable[Atom]) -> Iterable[Atom]:
    for box in found:
        yield box
        if box.name in _HOLDING:
            yield from _boxes(box.children or ())


_READERS: Mapping[str, Callable[[bytes], tuple[float, bytes]]] = {
    "audio/ogg": _ogg,
    "audio/mpeg": _mp3,
    "audio/mp4": _mp4,
}
