"""Somebody who stands before a question of the intake, wherever it is asked, and what understands their words."""

from __future__ import annotations

from functools import cache

from flows.state import State
from locales.texts import load_texts
from nlu.words import WordInterpreter
from tests.support.walking import Walker


@cache
def interpreter() -> WordInterpreter:
    return WordInterpreter(load_texts())


@cache
def _at(step_id: str) -> State:
    walker = Walker().begin()
    if step_id == "guardian_name":
        walker.tap("no")
        walker.tap("here")
    if step_id in ("housing_wish", "language_now"):
        walker.until("fields")
        walker.tap(step_id.split("_")[0])
        walker.tap("+done")
    return walker.until(step_id).state


def at(step_id: str, lang: str = "de") -> Walker:
    walker = Walker()
    walker.state = _at(step_id).with_(lang=lang, lang_hint=lang)
    return walker
