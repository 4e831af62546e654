"""What stands around a question protects it: sensitivity is inherited, and so is the duty to name a consent."""

from __future__ import annotations

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
