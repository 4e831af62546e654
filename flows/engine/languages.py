"""Somebody writes in another language than the one they are asked in: they are asked once whether to go on in it.
Who writes no more than its name is asked every time.

Never switched by itself: a neighbour may have written the sentence, or a name looked like a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from flows.engine.reading import names_choice
from flows.engine.turn import Turn
from flows.events import Show
from flows.inputs import Text
from flows.parsing.normalise import key
from locales.languages import LANGUAGES, called

#: Kinds of question to which the name of a language may be the answer.
NAMED_IN = frozenset({"language", "country", "text"})


def hear_language(turn: Turn, given: Text) -> None:
    """Before a language is chosen, the one they write in comes first; later it is offered, in both, once."""
    if given.danger:
        return
    named = _named(turn, given.text)
    other = named or given.beside.written_in
    if other is None or other not in turn.lookup.texts.languages:
        return
    if turn.state.lang is None:
        turn.set(lang_hint=other)
    elif named or other not in turn.state.spoken:
        turn.set(spoken=tuple(dict.fromkeys((*turn.state.spoken, other))))
        turn.speaks = other
        turn.emit(Show("language", {"lang": other}))


def _named(turn: Turn, text: str) -> str | None:
    """Another language whose name is all that was written, where that answers nothing."""
    asked = turn.step
    code = _codes().get(key(text))
    if code is None or code == turn.state.lang or asked is None or asked.kind in NAMED_IN:
        return None
    return None if names_choice(turn, asked, text) else code


@cache
def _codes() -> Mapping[str, str]:
    """By what its speakers, Germans and English call it; of two that are called the same, the one offered first."""
    return {key(name): code for code in reversed(LANGUAGES) for name in called("en", code)}
