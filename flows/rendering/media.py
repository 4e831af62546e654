"""The picture and the recording beside a question, in the person's language: hash and description, never bytes.

A recording of the municipality goes before one of the form: it was made for the people there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from flows.media import About
from flows.model import Step
from flows.protocol import Media
from flows.recordings import mark, words_of
from flows.rendering.fresh import fresh

if TYPE_CHECKING:
    from flows.rendering.messages import Rendering

#: Key in a step -> what it is on the wire, in the order in which they are shown.
KINDS: tuple[tuple[str, Literal["picture", "audio"]], ...] = (("image", "picture"), ("audio", "audio"))
EVERY = "*"  # one file for all languages


def shown_media(view: Rendering, step: Step) -> list[Media]:
    """What there is for this step; without what is missing in the package or is another sort of file than said."""
    found = []
    for key, kind in KINDS:
        about = _spoken(view, step) if kind == "audio" else None
        about = about or _found(view, step.media.get(key, {}))
        if about is not None and about.kind == kind:
            found.append(_media(view, step, kind, about))
    return found


def _spoken(view: Rendering, step: Step) -> About | None:
    """What the municipality has recorded, as long as it says what is written here."""
    own = view.recordings.get((step.id, view.lang))
    if own is None:
        return None
    words = words_of(view.flow, step, view.lookup.texts, view.lang)
    return own.about if words is not None and mark(words) == own.words else None


def _found(view: Rendering, files: Mapping[str, str]) -> About | None:
    """In the person's language, else that of every language, else the one the questions were written in."""
    named = (files.get(lang, "") for lang in (view.lang, EVERY, view.flow.lang))
    return next((view.lookup.media[name] for name in named if name in view.lookup.media), None)


def _media(view: Rendering, step: Step, kind: Literal["picture", "audio"], about: About) -> Media:
    alt = view.said(step.alt, step) if step.alt and kind == "picture" else view.text(f"shown.{kind}")
    return fresh(
        Media,
        kind=kind,
        hash=about.hash,
        type=about.type,
        alt=alt,
        size=about.size,
        width=about.width,
        height=about.height,
    )
