"""What a picture or recording is, told from its own bytes: its sort, its size in pixels, the hash it is known by.

A file name or a header somebody sent is never believed: what people are shown was looked at here. No SVG and no HTML
among the sorts, because they can hold scripts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["picture", "audio", "video"]
HASH = re.compile(r"[0-9a-f]{64}")

#: Media type -> what such a file begins with: (place, one of these bytes), all of them.
_SIGNS: Mapping[str, tuple[tuple[int, tuple[bytes, ...]], ...]] = {
    "image/png": ((0, (b"\x89PNG\r\n\x1a\n",)), (12, (b"IHDR",))),
    "image/jpeg": ((0, (b"\xff\xd8\xff",)),),
    "image/gif": ((0, (b"GIF87a", b"GIF89a")),),
    "image/webp": ((0, (b"RIFF",)), (8, (b"WEBP",))),
    "audio/mpeg": ((0, (b"ID3", *(bytes((0xFF, second)) for second in range(0xE0, 0x100)))),),
    "audio/ogg": ((0, (b"OggS",)),),
    "audio/wav": ((0, (b"RIFF",)), (8, (b"WAVE",))),
    "audio/mp4": ((4, (b"ftyp",)),),
    "video/mp4": ((4, (b"ftyp",)),),
    "video/webm": ((0, (b"\x1a\x45\xdf\xa3",)),),
}
#: What people are shown or may listen to. Films are kept in packages, but no channel plays them yet.
SHOWN = tuple(name for name in _SIGNS if not name.startswith("video/"))
#: Bytes. A picture travels over a phone's network, a recording is streamed. Messengers take both.
LARGEST: Mapping[Kind, int] = {"picture": 5_000_000, "audio": 10_000_000, "video": 20_000_000}
#: Pixels: width and height together, as messengers take them; a tiny file can unpack to gigabytes.
MOST_PIXELS = 10_000
MOST_RATIO = 20


@dataclass(frozen=True, slots=True)
class About:
    """A picture or recording without its bytes. `hash`: SHA-256, 64 hex digits; `size` in bytes; `width` and `height`
    in pixels, of pictures only.
    """

    hash: str
    type: str
    size: int
    width: int | None = None
    height: int | None = None

    @property
    def kind(self) -> Kind:
        return kind_of(self.type)


def kind_of(media_type: str) -> Kind:
    sort = media_type.partition("/")[0]
    return "picture" if sort == "image" else "audio" if sort == "audio" else "video"


def is_a(media_type: str, content: bytes) -> bool:
    """Does it begin as such a file does?"""
    return all(content.startswith(signs, at) for at, signs in _SIGNS[media_type])


def type_of(content: bytes) -> str | None:
    """Which of the sorts that may be shown it is; None for anything else."""
    return next((name for name in SHOWN if is_a(name, content)), None)


def about(media_type: str, content: bytes) -> About:
    """Raises ValueError, in words for the author, for what is not that sort, damaged, or more than may be shown."""
    if not is_a(media_type, content):
        raise ValueError(f"this is not {media_type}, whatever its name says")
    kind = kind_of(media_type)
    if len(content) > LARGEST[kind]:
        raise ValueError(f"a {kind} has at most {LARGEST[kind]} bytes; this has {len(content)}")
    width, height = _pixels(media_type, content) if kind == "picture" else (None, None)
    return About(hashlib.sha256(content).hexdigest(), media_type, len(content), width, height)


def _pixels(media_type: str, content: bytes) -> tuple[int, int]:
    found = next(_SIZES[media_type](content), None)
    if found is None or not all(found):
        raise ValueError("this picture is damaged: its size cannot be read")
    if sum(found) > MOST_PIXELS or max(found) > MOST_RATIO * min(found):
        most = f"width and height are at most {MOST_PIXELS} together, and one at most {MOST_RATIO} times the other"
        raise ValueError(f"this picture has {found[0]} x {found[1]} pixels; {most}")
    return found


# --- how large a picture is: width and height, or nothing where the file does not say ---------------------------------

_Size = Iterator[tuple[int, int]]


def _number(content: bytes, at: int, length: int, order: Literal["big", "little"]) -> int:
    return int.from_bytes(content[at : at + length], order)


def _png(content: bytes) -> _Size:
    yield _number(content, 16, 4, "big"), _number(content, 20, 4, "big")


def _gif(content: bytes) -> _Size:
    yield _number(content, 6, 2, "little"), _number(content, 8, 2, "little")


def _jpeg(content: bytes) -> _Size:
    """Segment after segment to the one that begins a frame."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        sign = content[at + 1]
        if 0xC0 <= sign <= 0xCF and sign not in (0xC4, 0xC8, 0xCC):
            yield _number(content, at + 7, 2, "big"), _number(content, at + 5, 2, "big")
        at += 1 if sign == 0xFF else 2 + max(2, _number(content, at + 2, 2, "big"))  # 0xFF only fills up


def _webp(content: bytes) -> _Size:
    form = content[12:16]
    if form == b"VP8X":
        yield 1 + _number(content, 24, 3, "little"), 1 + _number(content, 27, 3, "little")
    elif form == b"VP8L":
        bits = _number(content, 21, 4, "little")
        yield 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif form == b"VP8 ":
        yield _number(content, 26, 2, "little") & 0x3FFF, _number(content, 28, 2, "little") & 0x3FFF


_SIZES = {"image/png": _png, "image/jpeg": _jpeg, "image/gif": _gif, "image/webp": _webp}
