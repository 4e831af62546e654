"""Words after the end: what still does something does it, everything else is for the case manager."""

from __future__ import annotations

from functools import cache

import pytest

from backend.services.turn_input import understand
from flows.events import Show, Wrote
from flows.protocol import TextIn
from flows.state import State
from locales.texts import load_texts
from nlu.words import WordInterpreter
from tests.support.walking import Walker


def write(walker: Walker, text: str) -> Walker:
    walker.do(understand(TextIn(text=text), walker.state.lang, WordInterpreter(load_texts())))
    return walker


def ended(how: str = "submitted") -> Walker:
    walker = Walker()
    walker.state = _ended().with_(status=how)
    return walker


@cache
def _ended() -> State:
    return Walker().begin().finish().state


@pytest.mark.parametrize("words", ["zurück", "noch einmal", "warum", "Pause", "stopp", "weitermachen"])
def test_words_that_do_nothing_after_the_end_are_for_the_case_manager(words: str) -> None:
    assert Wrote() in write(ended(), words).events


def test_help_after_the_end_names_a_human() -> None:
    for how, contact in (("submitted", True), ("refused", True), ("jugendamt", False)):
        shown = [event.what for event in write(ended(how), "مساعدة").events if isinstance(event, Show)]
        assert shown == ["over", *(["contact"] if contact else [])]


def test_a_slash_command_that_does_nothing_is_no_message() -> None:
    assert Wrote() not in write(ended(), "/back").events
