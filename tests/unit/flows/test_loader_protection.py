"""What stands around a question protects it: sensitivity is inherited, and so is the duty to name a consent."""

from __future__ import annotations

from textwrap import indent

import pytest

from flows.loader import FlowError, load_flow

HEAD = """
format: 2
id: kept
title: Geschützt
sections:
  - id: all
    title: Alles
    steps:
      - {id: agree, kind: consent, before_consent: true, purpose: special, prompt: Ja?, version: 1}
"""
AROUND = ("group: health", "repeat: children\n        count: 2")


@pytest.mark.parametrize("around", AROUND)
def test_a_step_cannot_take_back_that_what_stands_around_it_is_sensitive(around: str) -> None:
    flow = load_flow(f"{HEAD}      - {around}\n        sensitive: true\n        needs: special\n        steps:\n"
                     "          - {id: ill, kind: yes_no, prompt: Krank?, sensitive: false}\n")  # fmt: skip
    assert flow.steps["ill"].sensitive
    assert flow.steps["ill"].needs == "special"


@pytest.mark.parametrize("around", AROUND)
def test_sensitive_through_what_stands_around_names_a_consent_too(around: str) -> None:
    with pytest.raises(FlowError) as found:
        load_flow(f"{HEAD}      - {around}\n        sensitive: true\n        steps:\n"
                  "          - {id: ill, kind: yes_no, prompt: Krank?}\n")  # fmt: skip
    assert [problem.code for problem in found.value.problems] == ["flow.sensitive_without_consent"]


def test_a_consent_is_asked_once_not_for_each_entry() -> None:
    """An entry that goes would take its consent along unheard."""
    assert _codes("""
- repeat: people
  count: "2"
  steps:
    - {id: ok, kind: consent, purpose: special, version: 1, before_consent: true, prompt: Dürfen wir?}
""") == ["flow.consent_in_repeat"]


def test_a_step_cannot_rest_on_another_consent_than_its_group() -> None:
    assert _codes("""
- {id: first, kind: consent, purpose: intake, version: 1, before_consent: true, prompt: Dürfen wir?}
- {id: second, kind: consent, purpose: special, version: 1, prompt: Auch das?}
- group: health
  needs: special
  steps:
    - {id: doctor, kind: yes_no, needs: intake, prompt: Haben Sie einen Arzt?}
""") == ["flow.two_consents"]


def _codes(steps: str) -> list[str]:
    text = "format: 2\nid: f\ntitle: F\nsections:\n  - id: s\n    title: S\n    steps:\n" + indent(
        steps.strip(), " " * 6
    )
    with pytest.raises(FlowError) as caught:
        load_flow(text)
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize("again", ["nowhere", "name"])
def test_a_consent_is_asked_again_for_a_place_only(again: str) -> None:
    assert _codes(f"""
- {{id: ok, kind: consent, purpose: handover, again: {again}, version: 1, before_consent: true, prompt: Dürfen wir?}}
- {{id: name, kind: text, prompt: Wie heißen Sie?}}
""") == ["flow.again_unknown"]


@pytest.mark.parametrize("named", ["nowhere", "later", "ok"])
def test_who_may_agree_is_asked_before(named: str) -> None:
    assert _codes(f"""
- {{id: ok, kind: consent, purpose: intake, decided_by: {named}, version: 1, before_consent: true, prompt: Dürfen wir?}}
- {{id: later, kind: yes_no, prompt: Sind Sie 16 Jahre alt?}}
""") == ["flow.decided_by_unknown"]
