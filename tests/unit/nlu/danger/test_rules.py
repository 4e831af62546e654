"""Rules for danger: what their signs mean, what is refused, and that no text makes them fail or slow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.danger.rules import APART, BadRule, DangerRules, read_rule
from nlu.danger.spelling import words_of


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("es brennt", "Hilfe, es brennt!"),
        ("schlag*", "er ist schlagend geworden"),
        ("Mann/Vater schlägt", "der Vater schlägt"),
        ("schlägt + mich", "mich und die Kinder schlägt er"),
        ("schlägt + mich", "er schlägt jetzt schon wieder mich"),
        ("Messer + Tür + steht", "mit Messer steht er vor der Tür"),
        ("öldür*", "beni oldurecek"),
        ("хочу жить", "ya ne khochu zhit"),
        ("بيضربني", "وبيضربني"),
        ("می\u200cخواهم بمیرم", "می خواهم بمیرم"),
        ("atmet nicht", "aaatmet niiicht"),
    ],
)
def test_a_rule_hears(rule: str, text: str) -> None:
    assert DangerRules([rule]).hear(text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("es brennt", "brennt es"),
        ("es brennt", "es hat gebrannt"),
        ("schlag*", "Umschlag"),
        ("schlägt + mich", "schlägt " + "und " * (APART + 1) + "mich"),
        ("mich + mich", "mich"),
        ("", "irgendwas"),
        ("…", "…"),
    ],
)
def test_a_rule_does_not_hear(rule: str, text: str) -> None:
    assert not DangerRules([rule]).hear(text)


@pytest.mark.parametrize("rule", ["a + b + c + d", "ab*", "+ mich", "mich +", "Mann//Frau", "schlägt/!? mich"])
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(BadRule):
        read_rule(rule)


@given(st.text(max_size=300))
def test_words_are_the_same_however_often_they_are_compared(text: str) -> None:
    once = words_of(text)
    assert words_of(" ".join(once)) == once


@given(st.text(max_size=500))
def test_no_text_makes_rules_fail(text: str) -> None:
    assert DangerRules(["schlägt + mich + Messer", "schlag*"]).hear(text) in (True, False)
