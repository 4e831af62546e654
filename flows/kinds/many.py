"""Several of several choices: buttons tick, words may be listed with commas or "and"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice, product
from typing import Any, ClassVar

from flows.kinds.base import Ambiguous, Context, Kind, Misfit, Option, Parsed, Reading, register
from flows.kinds.one import label_of, meant, named_exactly, terms
from flows.model import Step
from flows.parsing.normalise import fold, key
from flows.parsing.terms import word_keys
from locales.languages import enumerated

_LIST = re.compile(r"[,;،؛、\n/&+•]+")
PIECES = 20  # more than anybody lists
COMBINATIONS = 4  # readings offered back when pieces are ambiguous
Found = tuple[str, ...]
_END = r"(?!\S)"
ARABIC_AND = "و"


@register
class Many(Kind):
    name: ClassVar[str] = "many"
    summary: ClassVar[str] = "Any number of choices; an exclusive choice (none of these) stands alone."
    example: ClassVar[str] = """\
- id: fields
  kind: many
  prompt: Wobei brauchen Sie Hilfe?
  choices:
    - {value: work, label: Arbeit, words: Job | Beruf}
    - {value: housing, label: Wohnen, words: Wohnung | Miete}
    - {value: nothing, label: Nichts davon, exclusive: true}
"""
    value_type: ClassVar[str] = "choices"
    seconds: ClassVar[float] = 8.0
    multiple: ClassVar[bool] = True
    options: ClassVar[Mapping[str, Any]] = {
        "max": {"type": "integer", "minimum": 1, "description": "How many may be chosen at most; default: all."},
        "heard": {
            "type": "boolean",
            "description": "The choices are fields of action: what somebody has spoken of is ticked already.",
        },
    }

    def offers(self, step: Step, ctx: Context) -> tuple[Option, ...]:
        return tuple(Option(choice.value, label=choice.label, icon=choice.icon) for choice in ctx.choices)

    def read(self, step: Step, text: str, ctx: Context) -> Reading:
        if key(text) in word_keys(ctx.everywhere("answer.all.words")):
            return _checked(step, [choice.value for choice in ctx.choices if not choice.exclusive], ctx)
        pieces = listed(text, ctx)
        if not pieces:
            return _overheard(step, text, ctx)
        combined = islice(product(*pieces), COMBINATIONS)
        meanings = list(dict.fromkeys(tuple(_ordered(values, ctx)) for values in combined))
        return _only_what_may_be(step, [list(values) for values in meanings], ctx)

    def take(self, step: Step, value: str, ctx: Context) -> Reading:
        if all(choice.value != value for choice in ctx.choices):
            return Misfit("answer.many.misfit")
        return Parsed([value])

    def calls(self, step: Step, text: str, ctx: Context, *, own: bool) -> bool:
        return named_exactly(text, ctx, own=own)

    def is_plain(self, step: Step, text: str, ctx: Context) -> bool:
        for pieces in ((text,), _split(text, ctx)):
            if pieces and all(named_exactly(piece, ctx, own=False) for piece in pieces):
                return True
        return False

    def allows(self, step: Step, value: Any) -> bool:
        if len(value) > int(step.options.get("max", len(value))):
            return False
        return len(value) < 2 or not any(choice.exclusive and choice.value in value for choice in step.choices)

    def display(self, step: Step, value: Any, ctx: Context) -> str:
        return enumerated(ctx.lang, (label_of(step, ticked, ctx) for ticked in value))


def _ordered(values: Iterable[str], ctx: Context) -> list[str]:
    ticked = set(values)
    return [choice.value for choice in ctx.choices if choice.value in ticked]


def _only_what_may_be(step: Step, meanings: list[list[str]], ctx: Context) -> Reading:
    """Of several meanings those the question allows; what is wrong with the first where it allows none."""
    allowed = [values for values in meanings if isinstance(_checked(step, values, ctx), Parsed)]
    return Ambiguous(tuple(allowed)) if len(allowed) > 1 else _checked(step, (allowed or meanings)[0], ctx)


def _checked(step: Step, values: list[str], ctx: Context) -> Reading:
    limit = int(step.options.get("max", len(ctx.choices)))
    if len(values) > limit:
        return Misfit("answer.many.max", {"max": limit})
    if len(values) > 1 and any(choice.exclusive and choice.value in values for choice in ctx.choices):
        return Misfit("ask.exclusive")
    return Parsed(values) if values else Misfit("answer.many.misfit")


def _overheard(step: Step, text: str, ctx: Context) -> Reading:
    """Choices heard in a sentence of which not every part is understood: said back, so that nothing is dropped."""
    heard = _ordered(meant(text, ctx), ctx)
    if not heard:
        return Misfit("answer.many.misfit")
    if len(heard) == 1 and len(_split(text, ctx)) == 1:
        return Parsed(heard)
    together = [heard] if isinstance(_checked(step, heard, ctx), Parsed) else []
    alone = [[value] for value in heard[:COMBINATIONS]] if len(heard) > 1 else []
    return Ambiguous((*together, *alone), "answer.many.heard")


def listed(text: str, ctx: Context) -> list[Found]:
    """What each listed piece may mean; empty when one of them means nothing."""
    for parts in dict.fromkeys(((fold(text),), _split(text, ctx), _split(text, ctx, attached=True))):
        if not 0 < len(parts) <= PIECES:
            return []
        found = [meant(part, ctx) for part in parts]
        if all(found) and (len(parts) > 1 or _is_one(text, found[0], ctx)):
            return found
    return []


def _is_one(text: str, found: Found, ctx: Context) -> bool:
    """A text without separators that is one choice, or exactly the word of several."""
    alone = len(found) == 1 and len(_split(text, ctx, attached=True)) == 1
    return alone or any(key(text) in keys for keys in terms(ctx).values())


def _split(text: str, ctx: Context, attached: bool = False) -> tuple[str, ...]:
    """A text at every comma and "and". `attached`: also where Arabic writes "and" as a letter before the word."""
    words = sorted(word_keys(ctx.everywhere("answer.and.words")))
    joins = [rf"(?<!\S){re.escape(word)}{'' if attached and word == ARABIC_AND else _END}" for word in words]
    pieces = _LIST.split(re.sub("|".join(joins), ",", fold(text)) if joins else fold(text))
    return tuple(piece.strip() for piece in pieces if key(piece))
