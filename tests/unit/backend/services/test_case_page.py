"""Consents and history as a case page sums them up."""

from __future__ import annotations

from backend.persistence.cases import ConsentRow, HistoryRow
from backend.services.case_page import consents_now, entries, reasons


def consent(purpose: str, granted: bool, at: int) -> ConsentRow:
    return ConsentRow(purpose, granted, 1, "uk", "0" * 64, "web", at)


def test_the_last_word_on_each_purpose_counts() -> None:
    rows = [consent("intake", True, 1), consent("special", False, 2), consent("handover", True, 3)]
    rows += [consent("handover", False, 4), consent("special", True, 5)]
    found = {one.row.purpose: (one.state, one.row.at) for one in consents_now(rows)}
    assert found == {"intake": ("granted", 1), "special": ("granted", 5), "handover": ("withdrawn", 4)}


def test_a_no_after_a_no_is_refused_and_not_withdrawn() -> None:
    assert [one.state for one in consents_now([consent("a", False, 1), consent("a", False, 2)])] == ["refused"]


def test_a_no_repeated_after_a_withdrawal_stays_withdrawn() -> None:
    rows = [consent("a", True, 1), consent("a", False, 2), consent("a", False, 3)]
    assert [one.state for one in consents_now(rows)] == ["withdrawn"]


def test_equal_looks_in_a_row_are_one_line() -> None:
    rows = [HistoryRow(at, actor, "viewed", "{}") for at, actor in ((9, "a"), (8, "a"), (7, "b"), (6, "a"))]
    assert [(one.row.at, one.times) for one in entries(rows)] == [(9, 2), (7, 1), (6, 1)]


def test_reasons_are_codes() -> None:
    told = reasons('{"route": "by_region", "owner": "deputy", "values": {"post": "nord-1", "open": 3, "room": 40}}')
    assert [why.code for why in told] == ["by_region", "owner.deputy"]
    assert told[1].values == {"post": "nord-1", "open": 3, "room": 40}
    before = reasons('{"route": "by_region", "owner": "free_capacity"}')
    assert before[1].values == {"post": "–", "open": "–", "room": "–"}, "cases of before can still be read"
    assert reasons("{}") == ()
