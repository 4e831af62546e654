"""How many entries there are may hang on the day and the language: what they answered is set aside, nothing raises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from flows.engine import Lookup, open_conversation, step
from flows.engine.commands import set_language
from flows.engine.turn import Turn
from flows.inputs import Command, Input, Media
from flows.loader import load_flow
from flows.model import Flow
from flows.places import load_places
from flows.rendering import render
from flows.rendering.messages import Rendering
from flows.state import Answer, State
from locales.package_texts import PackageTexts
from locales.texts import load_texts

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SOURCE = """
format: 2
id: going
title: Gehen
sections:
  - id: all
    title: Alles
    steps:
      - repeat: days
        count: "2 if today < date('2026-03-03') and lang == 'de' else 1"
        steps: [{id: meal, kind: text, prompt: Essen?}]
      - {id: last, kind: text, prompt: Noch etwas?}
"""


@cache
def flow() -> Flow:
    return load_flow(SOURCE)


@cache
def lookup() -> Lookup:
    return Lookup(PackageTexts(load_texts(), flow().source, {}, "de"), load_places())


def told() -> State:
    answers = {key: Answer("Reis", NOW.isoformat(), "de") for key in ("meal#1", "meal#2")}
    state = open_conversation(flow(), nonce="n", lang_hint="de", channel="web")
    return step(flow(), state.with_(lang="de", answers=answers), Command("resume"), NOW, lookup()).state


@pytest.mark.parametrize(
    "given",
    [
        Command("back"),
        Command("edit"),
        Command("edit", "meal#2"),
        Media("photo"),
    ],
)
def test_an_entry_that_is_gone_keeps_its_answer_aside(given: Input) -> None:
    before, now = told(), NOW + timedelta(days=1)
    assert list(before.answers) == ["meal#1", "meal#2"]
    result = step(flow(), before, given, now, lookup())
    assert "meal#2" not in result.state.answers
    assert result.state.aside["meal#2"].value == "Reis"
    assert render(Rendering(flow(), result.state, lookup(), now.date()), result.events, "1")


def test_a_question_is_shown_again_on_a_later_day() -> None:
    result = step(flow(), told(), Command("repeat"), NOW, lookup())
    tomorrow = (NOW + timedelta(days=1)).date()
    assert render(Rendering(flow(), result.state, lookup(), tomorrow), result.events, "1")


def test_what_was_sent_stays_as_it_was_sent_until_it_is_changed() -> None:
    sent, later = told().with_(status="submitted"), NOW + timedelta(days=1)
    assert "meal#2" in step(flow(), sent, Command("data"), later, lookup()).state.answers
    changed = step(flow(), sent, Command("edit", "meal#1"), later, lookup()).state
    assert changed.question == "meal#1"
    assert "meal#2" in changed.aside


def test_an_entry_that_is_gone_in_another_language_keeps_its_answer_aside() -> None:
    turn = Turn(flow(), told(), NOW, lookup())
    set_language(turn, "en")
    assert "meal#2" in turn.state.aside
    assert list(turn.state.answers) == ["meal#1"]
