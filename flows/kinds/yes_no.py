"""A question with yes or no."""

from __future__ import annotations

from typing import Any, ClassVar

from flows.kinds.base import Ambiguous, Context, Kind, Misfit, Option, Parsed, Reading, register
from flows.model import Step
from flows.parsing.normalise import key
from flows.parsing.terms import word_keys
from flows.parsing.yes_no import read_yes_no

VALUES = {"yes": True, "no": False}
ICONS = {True: "check", False: "x"}


#: Asked by the engine itself, before something is deleted.
CONFIRM = Step(id="confirm", kind="yes_no", section="", prompt="")


@register
class YesNo(Kind):
    name: ClassVar[str] = "yes_no"
    summary: ClassVar[str] = "A question answered with yes or no, by button, word or emoji."
    example: ClassVar[str] = """\
- id: of_age
  kind: yes_no
  prompt: Sind Sie 16 Jahre alt oder älter?
"""
    value_type: ClassVar[str] = "bool"
    seconds: ClassVar[float] = 3.0
    hears: ClassVar[bool] = True  # is "I think so" enough?
    labels: ClassVar[dict[bool, str]] = {True: "answer.yes", False: "answer.no"}

    def offers(self, step: Step, ctx: Context) -> tuple[Option, ...]:
        return tuple(Option(value, self.labels[meaning], icon=ICONS[meaning]) for value, meaning in VALUES.items())

    def read(self, step: Step, text: str, ctx: Context) -> Reading:
        meaning = self._labelled(text, ctx)
        if meaning is None:
            meaning = read_yes_no(text, ctx.everywhere)
        if meaning is None and self.hears:
            heard = ctx.hear("boolean", text)
            meaning = heard[0] if len(heard) == 1 else None
        return Ambiguous((True, False), "answer.yes_no.unclear", heard=False) if meaning is None else Parsed(meaning)

    def calls(self, step: Step, text: str, ctx: Context, *, own: bool) -> bool:
        """By the words for yes and no, beside those on the buttons."""
        heard = bool(self.hears and ctx.hear("boolean_word", text))
        ids = (*self.labels.values(), "answer.yes.words", "answer.no.words")
        called = tuple(map(ctx.text, ids)) if own else tuple(words for one in ids for words in ctx.everywhere(one))
        return heard or key(text) in word_keys(called)

    def is_plain(self, step: Step, text: str, ctx: Context) -> bool:
        """Only by the words on the buttons: an "ok" may be for the pause."""
        return self._on_button(text, ctx) is not None

    def take(self, step: Step, value: str, ctx: Context) -> Reading:
        return Parsed(VALUES[value]) if value in VALUES else Misfit("answer.yes_no.unclear")

    def display(self, step: Step, value: Any, ctx: Context) -> str:
        return ctx.text(self.labels[bool(value)])

    def _labelled(self, text: str, ctx: Context) -> bool | None:
        written = text.casefold().strip()
        return VALUES[written] if written in VALUES else self._on_button(text, ctx)

    def _on_button(self, text: str, ctx: Context) -> bool | None:
        """What the words on a button mean when somebody copies them."""
        written = text.casefold().strip()
        meanings = {
            meaning
            for meaning, label in self.labels.items()
            if any(written == words.casefold() for words in ctx.everywhere(label))
        }
        return meanings.pop() if len(meanings) == 1 else None
