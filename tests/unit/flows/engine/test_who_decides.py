"""What a child agreed to is no guardian's consent: when it turns out who decides, all consents are asked anew."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.engine.answers import put, take_back
from flows.engine.lookup import Lookup
from flows.engine.turn import Turn
from flows.events import Consent
from flows.loader import load_flow
from flows.places import load_places
from flows.state import State
from locales.texts import load_texts

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FLOW = load_flow("""
format: 2
id: deciding
title: Wer entscheidet
sections:
  - id: all
    title: Alles
    steps:
      - {id: of_age, kind: yes_no, before_consent: true, prompt: Sind Sie 16?}
      - id: intake
        kind: consent
        before_consent: true
        purpose: intake
        decided_by: of_age
        prompt: Speichern?
        version: 1
      - {id: handover, kind: consent, purpose: handover, decided_by: of_age, prompt: Weitergeben?, version: 1}
      - {id: statistics, kind: consent, purpose: statistics, decided_by: of_age, prompt: Zählen?, version: 1}
      - {id: name, kind: text, prompt: Wie heißen Sie?}
""")
SAID = {"of_age": True, "intake": True, "handover": False, "statistics": True, "name": "Olena"}


def talked() -> Turn:
    state = State("deciding", FLOW.revision, "n", lang="de")
    for step, value in SAID.items():
        turn = Turn(FLOW, state, NOW, Lookup(load_texts(), load_places()))
        put(turn, FLOW.steps[step], value, None)
        state = turn.state
    return turn


def corrected(value: bool) -> Turn:
    turn = Turn(FLOW, talked().state, NOW, Lookup(load_texts(), load_places()))
    take_back(turn, "of_age", "edit")
    put(turn, FLOW.steps["of_age"], value, None)
    return turn


def values(turn: Turn) -> dict[str, object]:
    return {step: answer.value for step, answer in turn.state.answers.items()}


def test_another_who_decides_is_asked_and_what_was_said_waits() -> None:
    turn = corrected(False)
    assert values(turn) == {"of_age": False}
    assert turn.state.consents == {}
    assert turn.next() is FLOW.steps["intake"]
    assert "intake" not in turn.state.held, "the child's yes is not offered to the parents"
    rest = [event for event in turn.events if isinstance(event, Consent)]
    assert {(event.purpose, event.granted, event.resting) for event in rest} == {
        ("intake", False, True),
        ("statistics", False, True),
    }


def test_a_yes_of_who_decides_brings_back_the_answers_but_not_the_other_consents() -> None:
    """The no to handing over, too, was the child's."""
    turn = corrected(False)
    put(turn, FLOW.steps["intake"], True, None)
    assert values(turn) == {"of_age": False, "intake": True, "name": "Olena"}
    assert turn.state.consents == {"intake": True}
    assert turn.next() is FLOW.steps["handover"]


def test_a_no_of_who_decides_forgets_what_the_child_said() -> None:
    turn = corrected(False)
    put(turn, FLOW.steps["intake"], False, None)
    assert values(turn) == {"of_age": False, "intake": False}
    assert turn.state.aside == {}
    assert turn.state.consents == {"intake": False}


def test_the_same_answer_again_asks_nobody_anew() -> None:
    turn = corrected(True)
    assert values(turn) == SAID
    assert turn.state.consents == {"intake": True, "handover": False, "statistics": True}


@pytest.mark.parametrize("first", [True, False])
def test_and_back_again(first: bool) -> None:
    """Nobody gets round the question by correcting twice."""
    turn = corrected(False)
    if first:
        put(turn, FLOW.steps["intake"], True, None)
    take_back(turn, "of_age", "edit")
    put(turn, FLOW.steps["of_age"], True, None)
    assert turn.next() is FLOW.steps["intake"]
    assert not turn.state.consents.get("intake")
