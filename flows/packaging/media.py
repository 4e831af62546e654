"""Pictures and recordings of a package. What a file says it is must be what it is: they are shown to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.packaging import files as parts
from flows.problems import FlowProblem

#: Suffix -> (media type, the bytes such a file has, where). No SVG and no HTML: they can hold scripts.
TYPES: Mapping[str, tuple[str, bytes, int]] = {
    "png": ("image/png", b"\x89PNG\r\n\x1a\n", 0),
    "jpg": ("image/jpeg", b"\xff\xd8\xff", 0),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff", 0),
    "gif": ("image/gif", b"GIF8", 0),
    "webp": ("image/webp", b"WEBP", 8),
    "mp3": ("audio/mpeg", b"", 0),  # frames begin anywhere
    "ogg": ("audio/ogg", b"OggS", 0),
    "wav": ("audio/wav", b"WAVE", 8),
    "m4a": ("audio/mp4", b"ftyp", 4),
    "mp4": ("video/mp4", b"ftyp", 4),
    "webm": ("video/webm", b"\x1a\x45\xdf\xa3", 0),
}


@dataclass(frozen=True, slots=True)
class Media:
    """`name` as steps call it (without the folder); `type` is its media type."""

    name: str
    type: str
    content: bytes = field(repr=False)


def media_of(files: Mapping[str, bytes], problems: list[FlowProblem]) -> dict[str, Media]:
    """All media by name; what is not what its name says goes to `problems`."""
    found = {}
    for path, content in parts.of("media", files).items():
        name = path.partition("/")[2]
        kind = TYPES.get(name.rpartition(".")[2].lower())
        if kind is None:
            problems.append(_problem(path, f"no picture or recording we can show; known: {', '.join(TYPES)}"))
        elif content[kind[2] : kind[2] + len(kind[1])] != kind[1]:
            problems.append(_problem(path, f"this is not {kind[0]}, whatever its name says"))
        else:
            found[name] = Media(name, kind[0], content)
    return found


def _problem(path: str, message: str) -> FlowProblem:
    return FlowProblem(path, 1, 1, "package.media", message)
