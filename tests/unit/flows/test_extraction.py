"""Translators get every text a newcomer sees, once, with a note, and none that only the desk reads."""

from __future__ import annotations

import pytest

from flows.extraction import LABEL_MAX, TITLE_MAX, desk_texts, flow_sources
from flows.library import builtin
from flows.loader import load_flow
from flows.model import Flow

TEXT = """\
format: 2
id: small
title: Kleines Gespräch
sections:
  - id: only
    title: Abschnitt
    steps:
      - id: consent_intake
        kind: consent
        before_consent: true
        purpose: intake
        version: 1
        prompt: Dürfen wir?
        why: Darum.
      - id: children
        kind: number
        prompt: Wie viele Kinder?
        hint: Eine Zahl.
        desk: Kinder im Haushalt
        constraints: [{test: it < 20, message: So viele?}]
      - id: work
        kind: one
        prompt: Arbeiten Sie?
        choices: [{value: a, label: Ja, words: ja | klar, desk: berufstätig}, {value: b, label: Nein}]
      - {id: bye, kind: say, prompt: Danke!, ends: done}
"""


@pytest.fixture(scope="module")
def small() -> Flow:
    return load_flow(TEXT)


def test_each_text_once_in_the_order_of_the_flow(small: Flow) -> None:
    assert {text_id: source.forms for text_id, source in flow_sources(small).items()} == {
        "small.title": ("Kleines Gespräch",),
        "small.section.only": ("Abschnitt",),
        "small.consent_intake.prompt": ("Dürfen wir?",),
        "small.consent_intake.why": ("Darum.",),
        "small.children.prompt": ("Wie viele Kinder?",),
        "small.children.hint": ("Eine Zahl.",),
        "small.children.constraint.1": ("So viele?",),
        "small.work.prompt": ("Arbeiten Sie?",),
        "small.work.choice.a": ("Ja",),
        "small.work.choice.a.words": ("ja | klar",),
        "small.work.choice.b": ("Nein",),
        "small.bye.prompt": ("Danke!",),
    }


def test_desk_lines_are_kept_apart(small: Flow) -> None:
    assert desk_texts(small) == {
        "small.children.desk": "Kinder im Haushalt",
        "small.work.choice.a.desk": "berufstätig",
    }


def test_notes_say_where_a_text_is_met(small: Flow) -> None:
    sources = flow_sources(small)
    assert "consent" in (sources["small.consent_intake.prompt"].note or "")
    assert "it < 20" in (sources["small.children.constraint.1"].note or "")
    assert "Arbeiten Sie?" in (sources["small.work.choice.a"].note or "")
    assert "separated by |" in (sources["small.work.choice.a.words"].note or "")
    assert (sources["small.work.choice.a"].max, sources["small.section.only"].max) == (LABEL_MAX, TITLE_MAX)


def test_the_intake_has_no_text_without_a_home() -> None:
    """Newcomers' texts and desk lines together are the flow's source, and the German keeps its own limits."""
    flow = builtin("kim-intake")
    sources, desk = flow_sources(flow), desk_texts(flow)
    assert sources.keys() | desk.keys() == flow.source.keys()
    assert not sources.keys() & desk.keys()
    assert [source.id for source in sources.values() if source.max and len(source.forms[0]) > source.max] == []
