"""Who sent everything and moves to another district is asked again whether the body there may have the answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.engine.answers import put
from flows.engine.lookup import Lookup
from flows.engine.turn import Turn
from flows.events import Consent, Withdrawn
from flows.loader import load_flow
from flows.model import Flow
from flows.places import load_places
from flows.state import Answer, State
from locales.texts import load_texts

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SOURCE = """
format: 2
id: moving
title: Umzug
sections:
  - id: all
    title: Alles
    steps:
      - {id: agree, kind: consent, before_consent: true, purpose: handover, again: home, prompt: Ja?, version: 1}
      - {id: home, kind: place, prompt: Wo?}
      - {id: work, kind: place, prompt: Wo arbeiten Sie?}
"""
LUENEN, UNNA, BIELEFELD = ({"ags": ags, "name": ags} for ags in ("05978024", "05978036", "05711000"))
ELSEWHERE = {"ags": None, "name": "Berlin"}


def flow() -> Flow:
    return load_flow(SOURCE)


def answered(value: object) -> Answer:
    return Answer(value, NOW.isoformat(), "de")


def moved(before: object, now: object, *, step: str = "home", agreed: bool = True, sent: bool = True) -> Turn:
    """The turn in which the place `step` is changed."""
    found = flow()
    state = State("moving", found.revision, "n", lang="de", consents={"handover": agreed})
    state = state.with_(
        answers={"agree": answered(agreed)},
        held={step: answered(before)},
        options={"receipt": "A"} if sent else {},
    )
    turn = Turn(found, state, NOW, Lookup(load_texts(), load_places()))
    put(turn, found.steps[step], now, None)
    return turn


@pytest.mark.parametrize("now", [BIELEFELD, ELSEWHERE])
def test_another_district_asks_again(now: object) -> None:
    turn = moved(LUENEN, now)
    assert "agree" not in turn.state.answers
    assert "agree" not in turn.state.held, "yes to the one is no yes to the other: it is not offered"
    assert "handover" not in turn.state.consents
    assert Withdrawn("agree", "reask") in turn.events
    assert not any(isinstance(event, Consent) for event in turn.events), "nobody has refused"


@pytest.mark.parametrize(
    "turn",
    [
        moved(LUENEN, UNNA),
        moved(ELSEWHERE, ELSEWHERE),
        moved(LUENEN, BIELEFELD, sent=False),
        moved(LUENEN, BIELEFELD, agreed=False),
        moved(LUENEN, BIELEFELD, step="work"),
    ],
    ids=["same district", "same nowhere", "nothing sent yet", "had said no", "another place"],
)
def test_otherwise_nothing_is_asked_again(turn: Turn) -> None:
    assert "agree" in turn.state.answers
    assert "handover" in turn.state.consents
