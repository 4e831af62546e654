"""Rules for danger: what their signs mean, what is refused, and that no text makes them fail or slow."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlu.danger.rules import APART, BadRule, DangerRules, faults, read_rule
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


@given(st.text(max_size=300) | st.text("üäöuaeoschkzt", max_size=12))
@example("ÜE")
def test_words_are_the_same_however_often_they_are_compared(text: str) -> None:
    once = words_of(text)
    assert words_of(" ".join(once)) == once


@given(st.text(max_size=500))
def test_no_text_makes_rules_fail(text: str) -> None:
    assert DangerRules(["schlägt + mich + Messer", "schlag*"]).hear(text) in (True, False)


SOME = ("ich sterbe", "Messer + droht", "schlag* + mich", "Mann/Vater + schlag*", "ich + Messer", "mich umbringen")
SAID = st.sampled_from(
    ["ich", "mich", "Mann", "Vater", "Messer", "droht", "schlagt", "schläge", "sterbe", "umbringen", "und", "heute"]
)


@given(st.lists(SAID, max_size=9).map(" ".join))
def test_looking_at_rules_with_their_rarest_word_alone_misses_none(text: str) -> None:
    assert DangerRules(SOME).hear(text) == any(DangerRules([rule]).hear(text) for rule in SOME)


@given(st.lists(SAID, max_size=7).map(" ".join), st.sampled_from([*SOME, "schlägt + mich + Messer", "und mich + und"]))
@example("und mich und", "und mich + und")
def test_a_rule_is_found_wherever_its_parts_may_stand(text: str, rule: str) -> None:
    """Against every place tried for every part."""
    assert DangerRules([rule]).hear(text) == _fits_somewhere(rule, words_of(text))


def _fits_somewhere(rule: str, said: list[str]) -> bool:
    (parts,) = read_rule(rule)
    for starts in product(range(len(said)), repeat=len(parts)):
        spans = [range(at, at + len(part)) for at, part in zip(starts, parts, strict=True)]
        covered = [at for span in spans for at in span]
        apart = max(covered) - min(covered) + 1 - len(covered)
        stand = all(
            at < len(said) and (said[at] in word.words or said[at].startswith(word.stems))
            for span, part in zip(spans, parts, strict=True)
            for at, word in zip(span, part, strict=True)
        )
        if stand and len(set(covered)) == len(covered) and apart <= APART:
            return True
    return False


def test_the_faults_of_a_catalogue_are_named_and_good_rules_are_none() -> None:
    assert list(faults("es brennt | schlag* | Messer + droht")) == []
    (fault,) = faults("es brennt | a* | Hilfe")
    assert fault.startswith("a*: ")
