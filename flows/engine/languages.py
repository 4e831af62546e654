"""Somebody writes in another language than the one they are asked in: they are asked once whether to go on in it.

Never switched by itself: a neighbour may have written the sentence, or a name looked like a word.
"""

from __future__ import annotations

from flows.engine.turn import Turn
from flows.events import Show
from flows.inputs import Text


def hear_language(turn: Turn, given: Text) -> None:
    """Before a language is chosen, the one they write in comes first; later it is offered, in both, once."""
    if given.danger:
        return
    other = given.beside.written_in
    if other is None or other not in turn.lookup.texts.languages:
        return
    if turn.state.lang is None:
        turn.set(lang_hint=other)
    elif other not in turn.state.spoken:
        turn.set(spoken=(*turn.state.spoken, other))
        turn.speaks = other
        turn.emit(Show("language", {"lang": other}))
