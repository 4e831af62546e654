"""A decision: what a form may say, what counts as a change, and what it rests on."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.assessment import (
    NOTE,
    Choice,
    Decision,
    changes,
    decision_from,
    earlier_form,
    essence,
    read_choice,
    still_rests,
    suggested_choice,
)
from flows.rules.model import DESTINATIONS, FIELDS, SCORES, TARGET_OUTCOMES

CONTENT: dict[str, Any] = {
    "target_group": {"outcome": "refer_to", "group": None, "to": "jmd", "rules": ["a"]},
    "referrals": [{"to": "sgb2", "rules": ["b"]}, {"to": "offer:kurs", "rules": ["c"]}],
    "needs": {"law": {"score": 3}, "housing": {"score": 0}, "health": {"score": None}},
}
AS_SUGGESTED = {"outcome": "refer_to", "to": "jmd", "referral.sgb2": "on", "referral.offer:kurs": "on"}


def test_a_form_sent_as_it_was_shown_changes_nothing() -> None:
    choice = read_choice(AS_SUGGESTED, CONTENT)
    assert choice == suggested_choice(CONTENT)
    assert changes(choice, CONTENT) == {"target": 0, "needs": 0, "referrals": 0}


def test_what_is_not_known_stays_unknown_until_somebody_says_it() -> None:
    assert "health" not in read_choice(AS_SUGGESTED, CONTENT).needs
    choice = read_choice({**AS_SUGGESTED, "need.health": "2"}, CONTENT)
    assert choice.needs["health"] == 2
    assert changes(choice, CONTENT)["needs"] == 1


def test_another_place_and_places_left_out_are_changes() -> None:
    choice = read_choice({"outcome": "refer_to", "to": "mbe", "referral.sgb2": "on"}, CONTENT)
    assert (choice.to, choice.referrals) == ("mbe", ("sgb2",))
    assert changes(choice, CONTENT) == {"target": 1, "needs": 0, "referrals": 1}


def test_a_place_counts_only_with_a_referral() -> None:
    assert read_choice({**AS_SUGGESTED, "outcome": "in_group"}, CONTENT).to is None


def test_a_need_the_rules_never_named_is_not_taken_in() -> None:
    assert "bank" not in read_choice({**AS_SUGGESTED, "need.bank": "4"}, CONTENT).needs


@pytest.mark.parametrize("wrong", [{"outcome": "rejected"}, {"outcome": ""}, {"to": "bank"}, {"need.law": "5"}])
def test_what_the_form_never_offers_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"^(outcome|to|need)$"):
        read_choice({**AS_SUGGESTED, **wrong}, CONTENT)


def test_a_note_has_an_end_and_no_null() -> None:
    note = read_choice({**AS_SUGGESTED, "note": " a\r\nb\0" + "x" * 2 * NOTE}, CONTENT).note
    assert note.startswith("a\nbx")
    assert len(note) == NOTE


def test_a_decision_in_the_earlier_form_keeps_outcome_note_and_who_and_falls_with_any_consent() -> None:
    decision = earlier_form({"outcome": "human", "note": "Montag"}, "confirmed", "s1", 5)
    assert decision.choice == Choice("human", None, {}, (), "Montag")
    assert (decision.state, decision.by, decision.at) == ("confirmed", "s1", 5)
    everything = frozenset({"intake", "handover", "special"})
    assert still_rests(decision, everything)
    for purpose in everything:
        assert not still_rests(decision, everything - {purpose})


def test_a_decision_falls_with_any_consent_it_rested_on() -> None:
    decision = Decision(suggested_choice(CONTENT), 1, "s", "confirmed", ("handover", "special"))
    assert still_rests(decision, frozenset({"handover", "special", "statistics"}))
    assert not still_rests(decision, frozenset({"handover"}))


def test_the_essence_follows_scores_and_places_not_their_order_or_reasons() -> None:
    other = {**CONTENT, "referrals": [*reversed(CONTENT["referrals"])]}
    assert essence(other) == essence(CONTENT)
    assert essence({**CONTENT, "needs": {**CONTENT["needs"], "law": {"score": 4}}}) != essence(CONTENT)


CHOICES = st.builds(
    Choice,
    outcome=st.sampled_from(TARGET_OUTCOMES),
    to=st.none() | st.sampled_from(DESTINATIONS),
    needs=st.dictionaries(st.sampled_from(FIELDS), st.sampled_from([int(score) for score in SCORES])),
    referrals=st.lists(st.sampled_from(DESTINATIONS), unique=True).map(tuple),
    note=st.text(max_size=20),
)


@given(CHOICES, st.lists(st.sampled_from(["handover", "special"]), unique=True).map(tuple))
def test_what_is_stored_is_read_again(choice: Choice, consents: tuple[str, ...]) -> None:
    decision = Decision(choice, 5, "s1", "changed", consents, essence(CONTENT))
    assert decision_from(orjson.loads(orjson.dumps(decision.stored()))) == decision
