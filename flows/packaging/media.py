"""Pictures and recordings of a package. What a file says it is must be what it is: they are shown to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.media import About, about
from flows.packaging import files as parts
from flows.problems import FlowProblem

#: Suffix -> media type.
TYPES: Mapping[str, str] = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
FOLDER = "media/"


@dataclass(frozen=True, slots=True)
class Media:
    """`name` as steps call it (without the folder)."""

    name: str
    about: About
    content: bytes = field(repr=False)


def media_of(files: Mapping[str, bytes], problems: list[FlowProblem]) -> dict[str, Media]:
    """All media by name; what is not what its name says, damaged or too large goes to `problems`."""
    found = {}
    for path, content in parts.of("media", files).items():
        name = path.removeprefix(FOLDER)
        kind = TYPES.get(name.rpartition(".")[2].lower())
        if kind is None:
            problems.append(_problem(path, f"no picture or recording we can show; known: {', '.join(TYPES)}"))
            continue
        try:
            found[name] = Media(name, about(kind, content), content)
        except ValueError as wrong:
            problems.append(_problem(path, str(wrong)))
    return found


def _problem(path: str, message: str) -> FlowProblem:
    return FlowProblem(path, 1, 1, "package.media", message)
