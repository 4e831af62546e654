"""The walk keeps quiet about a good flow and finds each promise that is broken, with a script that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import flows.walk.player as player_module
from flows.engine import Lookup
from flows.engine import step as real_step
from flows.engine.turn import without
from flows.loader import load_flow
from flows.model import Flow
from flows.places import load_places
from flows.walk.broken import PROMISES
from flows.walk.walk import Walked, walk
from tests.support.german_texts import german_texts
from tests.support.walking import intake, lookup

HEAD = "format: 2\nid: small\ntitle: Klein\nsections:\n  - id: all\n    title: Alles\n    steps:\n"
GOOD = """\
      - {id: adult, kind: yes_no, before_consent: true, prompt: Sind Sie erwachsen?}
      - id: town
        kind: one
        before_consent: true
        prompt: Wo wohnen Sie?
        choices: [{value: unna, label: Unna}, {value: kamen, label: Kamen}, {value: other, label: Woanders}]
      - id: part
        kind: many
        before_consent: true
        relevant: town == 'unna' and adult == false
        prompt: In welchem Ortsteil?
        choices: [{value: massen, label: Massen}, {value: hemmerde, label: Hemmerde}]
      - {id: since, kind: date, before_consent: true, prompt: Seit wann?}
      - {id: wish, kind: text, before_consent: true, required: false, prompt: Ihr Wunsch?}
      - {id: check, kind: summary, before_consent: true, prompt: Stimmt alles?}
      - {id: send, kind: submit, before_consent: true, prompt: Senden?}
"""


def flow_of(steps: str) -> Flow:
    return load_flow(HEAD + steps)


def walked(flow: Flow, paths: int = 20) -> Walked:
    return walk(flow, Lookup(german_texts(flow.source), load_places()), paths, seed=7)


def broken(found: Walked) -> dict[str, str | None]:
    return {failure.promise: failure.step for failure in found.failures}


def test_a_good_flow_keeps_every_promise() -> None:
    found = walked(flow_of(GOOD))
    assert found.failures == []
    assert found.unreached == ()
    assert found.pairs_open == ()
    assert found.unedited == ()
    assert found.reached == set(flow_of(GOOD).steps)


def test_every_pair_meets_or_is_proved_impossible() -> None:
    """A part of town is only asked of children in Unna: with each of two parts four pairs cannot be, and no others."""
    found = walked(flow_of(GOOD), paths=1)
    pairs = 2 * 3 + 2 * 2 + 3 * 2
    impossible = 2 * 1 + 2 * 2  # with adult = yes; with the two other towns
    assert (found.pairs, found.pairs_impossible) == (pairs, impossible)
    assert found.pairs_met == pairs - impossible


def test_the_same_seed_plays_the_same_conversations() -> None:
    one, other = walked(flow_of(GOOD)), walked(flow_of(GOOD))
    assert (one.conversations, one.turns, one.texts) == (other.conversations, other.turns, other.texts)


def test_a_rare_question_is_reached_by_plan() -> None:
    rare = """\
      - {id: size, kind: number, before_consent: true, prompt: Wie viele?}
      - {id: many, kind: yes_no, before_consent: true, prompt: So viele?, relevant: size == 7341}
      - {id: send, kind: submit, before_consent: true, prompt: Senden?}
"""
    assert walked(flow_of(rare), paths=1).unreached == ()


# --- promises that are not kept ---------------------------------------------------------------------------------------


def test_a_question_nobody_comes_to() -> None:
    steps = GOOD.replace("town == 'unna' and adult == false", "town == 'unna' and town == 'kamen'")
    assert broken(walked(flow_of(steps))) == {"reached": "part"}


def test_a_question_that_takes_no_answer() -> None:
    never = "prompt: Seit wann?, constraints: [{test: it < today and it > today, message: Nein.}]"
    assert broken(walked(flow_of(GOOD.replace("prompt: Seit wann?", never))))["answerable"] == "since"


def test_a_text_that_is_missing() -> None:
    flow = flow_of(GOOD)
    source = {name: text for name, text in flow.source.items() if name != "small.part.prompt"}
    found = walk(flow, Lookup(german_texts(source), load_places()), 5, seed=1)
    assert ("languages", "part") in [(failure.promise, failure.step) for failure in found.failures]


def test_a_reason_that_is_missing_is_noticed_though_nobody_asks_for_it() -> None:
    flow = flow_of(GOOD.replace("prompt: Seit wann?", "prompt: Seit wann?, why: Darum."))
    source = {name: text for name, text in flow.source.items() if name != "small.since.why"}
    found = walk(flow, Lookup(german_texts(source), load_places()), 5, seed=1)
    assert ("languages", "since") in [(failure.promise, failure.step) for failure in found.failures]


Engine = Callable[..., Any]


def forgetful(flow: Flow, state: Any, given: Any, now: Any, lookup: Lookup) -> Any:
    """Loses an earlier answer once a date was given: it will be asked again."""
    result = real_step(flow, state, given, now, lookup)
    if "since" in result.state.answers and "since" not in state.answers and "wish" not in result.state.answers:
        kept = result.state.with_(answers=without(result.state.answers, "adult"), question="adult")
        return replace(result, state=kept)
    return result


def stubborn(flow: Flow, state: Any, given: Any, now: Any, lookup: Lookup) -> Any:
    """Does not change anything once it was answered."""
    if getattr(given, "name", None) == "edit":
        return replace(real_step(flow, state, given, now, lookup), state=state)
    return real_step(flow, state, given, now, lookup)


def circular(flow: Flow, state: Any, given: Any, now: Any, lookup: Lookup) -> Any:
    """Falls silent instead of sending."""
    result = real_step(flow, state, given, now, lookup)
    if result.state.status == "submitted":
        return replace(result, state=result.state.with_(status="running"))
    return result


@pytest.mark.parametrize(
    ("engine", "promise", "step"),
    [(forgetful, "once", "adult"), (stubborn, "editable", "adult"), (circular, "ends", None)],
)
def test_an_engine_that_breaks_a_promise_is_noticed(
    monkeypatch: pytest.MonkeyPatch, engine: Engine, promise: str, step: str | None
) -> None:
    monkeypatch.setattr(player_module, "step", engine)
    found = walked(flow_of(GOOD), paths=5)
    assert (promise, step) in [(failure.promise, failure.step) for failure in found.failures]
    assert {failure.promise for failure in found.failures} <= PROMISES.keys()


def test_a_failure_shows_how_it_came_about() -> None:
    never = "prompt: Seit wann?, constraints: [{test: it < today and it > today, message: Nein.}]"
    failure = walked(flow_of(GOOD.replace("prompt: Seit wann?", never))).failures[0]
    lines = failure.script.splitlines()
    assert lines[0].startswith("# lotse chat --channel ")
    assert "[Unna]" in lines or "[Kamen]" in lines or "[Woanders]" in lines
    assert lines[-1].startswith("> ")


@pytest.mark.slow
def test_the_intake_keeps_every_promise() -> None:
    found = walk(intake(), lookup(), paths=150, seed=20261120)
    assert found.failures == []
    assert found.pairs_open == ()
    assert found.unedited == ()
    assert found.reached == set(intake().steps)
    assert found.pairs > 15_000


def test_a_limit_leaves_pairs_open_and_says_so() -> None:
    flow = flow_of(GOOD)
    found = walk(flow, Lookup(german_texts(flow.source), load_places()), 1, seed=7, most=1)
    assert found.conversations <= 2  # one by chance; reaching every question comes before the pairs
    assert found.pairs_open
    assert found.pairs == found.pairs_met + found.pairs_impossible + len(found.pairs_open)


REPEATS = """\
format: 2
id: small
title: Klein
lists:
  towns:
    - {value: unna, label: Unna, kreis: u}
    - {value: bonn, label: Bonn, kreis: b}
sections:
  - id: all
    title: Alles
    steps:
      - id: kreis
        kind: one
        prompt: Kreis?
        choices: [{value: u, label: Kreis Unna}, {value: b, label: Stadt Bonn}]
      - {id: town, kind: one, prompt: Stadt?, list: towns, filter: choice.kreis == kreis}
      - {id: kids, kind: number, prompt: Wie viele?, min: 0}
      - repeat: children
        label: Kind {n}
        count: kids
        steps:
          - {id: birth, kind: date, prompt: Wann geboren?}
          - {id: kita, kind: yes_no, prompt: Kita?, relevant: age(birth) < 6}
      - repeat: jobs
        ask: {first: Haben Sie gearbeitet?, more: Noch eine Arbeit?}
        most: 3
        steps:
          - {id: job, kind: text, prompt: Was haben Sie gemacht?}
      - {id: check, kind: summary, prompt: Stimmt alles?}
      - {id: send, kind: submit, prompt: Senden?}
"""


def test_repeats_and_filtered_lists_keep_every_promise() -> None:
    """Each entry is asked about once, every step of an entry is reached and can be changed."""
    found = walked(load_flow(REPEATS), paths=60)
    assert found.failures == []
    assert found.unedited == ()
    assert found.reached == {"kreis", "town", "kids", "birth", "kita", "jobs", "job", "check", "send"}
    assert found.pairs_open == ()


def hasty(flow: Flow, state: Any, given: Any, now: Any, lookup: Lookup) -> Any:
    """Removes an entry and knows no way back."""
    result = real_step(flow, state, given, now, lookup)
    return replace(result, state=result.state.with_(undo=None))


def test_an_entry_that_cannot_be_brought_back_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player_module, "step", hasty)
    found = walked(load_flow(REPEATS), paths=20)
    assert {failure.promise for failure in found.failures} == {"editable"}
    assert {failure.step for failure in found.failures} <= {"children", "jobs"}
