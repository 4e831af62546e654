"""Real pictures and recordings, made on the spot: a browser draws them, a player plays them."""

from __future__ import annotations

import struct
import zlib

from flows.media import about
from flows.protocol import Media
from tests.support.packages import tiny

#: The step of `tests.support.packages` gets a picture in German, another one in French, and a recording for everybody.
SHOWING = b"""
      - id: color
        kind: one
        alt: Ein rotes und ein blaues Feld
        media: {image: {de: feld.png, it: campo.png}, audio: frage.wav}
"""


def png(width: int = 8, height: int = 6, color: tuple[int, int, int] = (200, 30, 30)) -> bytes:
    rows = (b"\0" + bytes(color) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


def wav(samples: int = 800, rate: int = 8000) -> bytes:
    """Silence."""
    form = struct.pack("<HHIIHH", 1, 1, rate, rate, 1, 8)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", samples) + b"\x80" * samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


def ogg() -> bytes:
    """One page as a voice message begins: enough to be known, not to be played."""
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 0, 48000, 0, 0)
    return b"OggS" + struct.pack("<BBqIIIBB", 0, 2, 0, 1, 0, 0, 1, len(head)) + head


def media_of(content: bytes, alt: str, media_type: str = "image/png") -> Media:
    """As a message names it."""
    found = about(media_type, content)
    return Media(
        kind="picture" if found.kind == "picture" else "audio",
        hash=found.hash,
        type=found.type,
        alt=alt,
        size=found.size,
        width=found.width,
        height=found.height,
    )


def illustrated(**more: bytes) -> dict[str, bytes]:
    """The tiny package with media; its flow asks name and number first, then the question that is illustrated."""
    files = tiny(**more)
    flow = files["flow.yaml"].replace(b"\n      - id: color\n        kind: one\n", SHOWING)
    media = {"media/feld.png": png(), "media/campo.png": png(color=(30, 30, 200)), "media/frage.wav": wav()}
    return {**files, "flow.yaml": flow, **media}
