"""What the flow proposes as an answer never shows, in a messenger, an answer that is kept out of it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import pytest

from flows.engine import Lookup, open_conversation
from flows.engine.answers import held_value
from flows.engine.turn import Turn
from flows.loader import load_flow
from flows.model import Flow
from flows.places import load_places
from flows.state import Answer
from locales.package_texts import PackageTexts
from locales.texts import load_texts

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SOURCE = """
format: 2
id: proposed
title: Vorschlag
sections:
  - id: all
    title: Alles
    steps:
      - {id: agree, kind: consent, before_consent: true, purpose: special, prompt: Ja?, version: 1}
      - {id: months, kind: number, prompt: Wie lange?, sensitive: true, needs: special}
      - {id: years, kind: computed, value: months / 12}
      - {id: kids, kind: number, prompt: Kinder?, sensitive: true, needs: special}
      - repeat: children
        count: kids
        steps: [{id: called, kind: text, prompt: Name?}]
      - {id: rooms, kind: number, prompt: Zimmer?}
      - {id: directly, kind: number, prompt: Zahl?, default: months}
      - {id: worked_out, kind: number, prompt: Zahl?, default: years}
      - {id: counted, kind: number, prompt: Zahl?, default: count(children)}
      - {id: harmless, kind: number, prompt: Zahl?, default: rooms}
"""


@cache
def flow() -> Flow:
    return load_flow(SOURCE)


@pytest.mark.parametrize(
    ("channel", "step", "proposed"),
    [
        ("telegram", "directly", None),
        ("telegram", "worked_out", None),
        ("telegram", "harmless", 3),
        ("telegram", "counted", None),
        ("web", "counted", 2),
        ("web", "directly", 24),
        ("web", "worked_out", 2),
        ("web", "harmless", 3),
    ],
)
def test_proposals_by_channel(channel: str, step: str, proposed: int | None) -> None:
    answers = {key: Answer(value, NOW.isoformat(), "de") for key, value in (("months", 24), ("kids", 2), ("rooms", 3))}
    state = open_conversation(flow(), nonce="n", lang_hint="de", channel=channel)
    state = state.with_(lang="de", answers=answers, consents={"special": True})
    lookup = Lookup(PackageTexts(load_texts(), flow().source, {}, "de"), load_places())
    turn = Turn(flow(), state, NOW, lookup)
    assert held_value(turn, turn.flow.steps[step]) == proposed
