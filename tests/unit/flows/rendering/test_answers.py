"""What a text says of other answers never tells more than may be said in the channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest

from flows.engine import Lookup, open_conversation
from flows.loader import load_flow
from flows.model import Flow
from flows.places import load_places
from flows.rendering.answers import shown_value
from flows.rendering.messages import Rendering
from flows.state import Answer
from locales.package_texts import PackageTexts
from locales.texts import load_texts

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SOURCE = """
format: 2
id: told
title: Gesagt
sections:
  - id: all
    title: Alles
    steps:
      - {id: agree, kind: consent, before_consent: true, purpose: special, prompt: Ja?, version: 1}
      - {id: months, kind: number, prompt: Wie lange?, sensitive: true, needs: special}
      - {id: years, kind: computed, value: months / 12}
      - {id: twice, kind: computed, value: years * 2}
      - {id: kids, kind: number, prompt: Kinder?, sensitive: true, needs: special}
      - repeat: children
        count: kids
        steps:
          - {id: ill, kind: yes_no, prompt: Krank?, sensitive: true, needs: special}
          - {id: well, kind: computed, value: not ill}
      - {id: many, kind: computed, value: count(children)}
      - {id: ills, kind: computed, value: "count(children, ill)"}
      - {id: rooms, kind: number, prompt: Zimmer?}
      - {id: more, kind: computed, value: rooms + 1}
"""
ANSWERS = {"months": 24, "kids": 2, "ill#1": True, "ill#2": False, "rooms": 3}
SECRET = ("months", "years", "twice", "many", "ills", "ill#2", "well#2")


@cache
def flow() -> Flow:
    return load_flow(SOURCE)


def view(channel: str) -> Rendering:
    state = open_conversation(flow(), nonce="n", lang_hint="de", channel=channel)
    answers = {key: Answer(value, NOW.isoformat(), "de") for key, value in ANSWERS.items()}
    state = state.with_(lang="de", answers=answers, consents={"special": True})
    lookup = Lookup(PackageTexts(load_texts(), flow().source, {}, "de"), load_places())
    return Rendering(flow(), state, lookup, NOW.date())


@pytest.mark.parametrize("name", SECRET)
def test_what_is_worked_out_of_a_protected_answer_is_protected_too(name: str) -> None:
    assert shown_value(view("telegram"), name) == view("telegram").text("answer.protected")
    assert shown_value(view("web"), name) != view("web").text("answer.protected")


def test_other_values_are_told_everywhere() -> None:
    assert shown_value(view("telegram"), "more") == shown_value(view("web"), "more") == "4"


def test_where_messengers_are_allowed_the_value_is_told() -> None:
    here = view("telegram")
    allowed = replace(here, flow=flow(), state=here.state.with_(options={"sensitive_in_messenger": True}))
    assert shown_value(allowed, "many") == "2"
