"""One of several choices, by button, number, word in any language, or clear typing error."""

from __future__ import annotations

from typing import Any, ClassVar

from flows.kinds.base import Ambiguous, Context, Kind, Misfit, Option, Parsed, Reading, register
from flows.model import Choice, Step
from flows.parsing.matching import Terms, by_number, matches
from flows.parsing.normalise import key
from flows.parsing.terms import word_keys


@register
class One(Kind):
    name: ClassVar[str] = "one"
    summary: ClassVar[str] = "One of several choices; understood by label, number or word in any language."
    example: ClassVar[str] = """\
- id: german
  kind: one
  prompt: Wie gut ist Ihr Deutsch?
  choices:
    - {value: none, label: Gar nicht}
    - {value: some, label: Ein bisschen, words: wenig | etwas}
    - {value: good, label: Gut}
"""
    value_type: ClassVar[str] = "choice"
    seconds: ClassVar[float] = 5.0

    def offers(self, step: Step, ctx: Context) -> tuple[Option, ...]:
        return tuple(Option(choice.value, label=choice.label, icon=choice.icon) for choice in ctx.choices)

    def read(self, step: Step, text: str, ctx: Context) -> Reading:
        found = meant(text, ctx) or ctx.hear(
            "choice", text, {choice.value: _called(choice, ctx) for choice in ctx.choices}
        )
        if not found:
            return Misfit("answer.one.misfit")
        return Parsed(found[0]) if len(found) == 1 else Ambiguous(found)

    def take(self, step: Step, value: str, ctx: Context) -> Reading:
        return Parsed(value) if any(choice.value == value for choice in ctx.choices) else Misfit("answer.one.misfit")

    def calls(self, step: Step, text: str, ctx: Context, *, own: bool) -> bool:
        return named_exactly(text, ctx, own=own)

    def is_plain(self, step: Step, text: str, ctx: Context) -> bool:
        return named_exactly(text, ctx, own=False)

    def display(self, step: Step, value: Any, ctx: Context) -> str:
        return label_of(step, value, ctx)


def label_of(step: Step, value: Any, ctx: Context) -> str:
    """The label of a choice; the bare value where the flow no longer has it."""
    choice = next((choice for choice in step.choices if choice.value == value), None)
    return str(value) if choice is None else ctx.text(choice.label)


def terms(ctx: Context) -> Terms:
    return {choice.value: _keys(choice, ctx) for choice in ctx.choices}


def _keys(choice: Choice, ctx: Context) -> frozenset[str]:
    labels = word_keys(ctx.everywhere(choice.label))
    return labels if choice.words is None else labels | word_keys(ctx.everywhere(choice.words))


def _called(choice: Choice, ctx: Context) -> tuple[str, ...]:
    words = "" if choice.words is None else ctx.text(choice.words)
    return (ctx.text(choice.label), *filter(None, map(str.strip, words.split("|"))))


def named_exactly(text: str, ctx: Context, *, own: bool) -> bool:
    """Is this, letter for letter, what a choice is called? `own`: in the language spoken, not in any."""
    written = key(text)
    if own:
        return any(written in word_keys(_called(choice, ctx)) for choice in ctx.choices)
    return any(written in keys for keys in terms(ctx).values())


def meant(text: str, ctx: Context) -> tuple[str, ...]:
    """The values of the choices a text may mean."""
    written = key(text)
    if not written:
        return ()
    known = terms(ctx)
    exact = tuple(value for value, keys in known.items() if written in keys)
    if exact:
        return exact
    if written.isdecimal():
        return by_number(written, [(choice.value, key(ctx.text(choice.label))) for choice in ctx.choices])
    return matches(written, known, word_keys(ctx.everywhere("answer.not.words")))
