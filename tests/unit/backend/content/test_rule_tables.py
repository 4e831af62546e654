"""The product's own tables: proved, complete in every language, and every row of them says where it comes from."""

from __future__ import annotations

import pytest

from backend.content.rule_tables import builtin_rules, proved
from backend.content.screening import ScreeningDesk
from backend.content.vignettes import builtin_vignettes
from flows.problems import FlowError
from flows.rules.model import DESTINATIONS, FIELDS, HUMAN
from flows.rules.report import report
from locales.texts import load_texts
from tests.support.rules import ADULT, rules

RULES = builtin_rules()
TEXTS = load_texts()


def test_no_gap_no_contradiction_no_dead_row() -> None:
    assert proved(RULES) is RULES


def test_what_is_not_proved_is_refused() -> None:
    with pytest.raises(FlowError):
        proved(rules(ADULT))


def test_all_five_jurisdictions_have_a_complete_target_table() -> None:
    complete = {table.jurisdiction for table in RULES.tables if table.kind == "target" and table.complete_from}
    assert complete == {"bielefeld", "kreis-mettmann", "kreis-unna", "leverkusen", "rhein-kreis-neuss"}


def test_every_field_of_action_has_needs() -> None:
    (needs,) = (table for table in RULES.tables if table.kind == "needs")
    assert {row.outcome["field"] for row in needs.rows} == set(FIELDS)


def test_every_destination_is_reached_by_some_row() -> None:
    assert {row.outcome["to"] for row in RULES.rows() if "to" in row.outcome} == set(DESTINATIONS)


def test_rows_say_where_they_come_from() -> None:
    assert all(row.source and row.checked_on for row in RULES.rows())


def test_rules_marked_as_not_confirmed_are_there() -> None:
    """What the law table says could not be confirmed is shipped, seen and harmless."""
    unreviewed = {row.id for row in RULES.rows() if not row.reviewed}
    assert {"asylblg-ukraine-2026", "residence-rule", "stag-b1", "ik-after-2026"} <= unreviewed


@pytest.mark.parametrize("lang", TEXTS.languages)
def test_everything_that_can_be_said_has_a_text(lang: str) -> None:
    ids = {f"rules.to.{to}" for to in DESTINATIONS}
    ids |= {f"rules.flag.{row.outcome['flag']}" for row in RULES.rows() if "flag" in row.outcome}
    ids |= {f"rules.strength.{row.outcome['strength']}" for row in RULES.rows() if "strength" in row.outcome}
    read = {name for cell in RULES.cells for name in cell.names}
    ids |= {f"rules.about.{name}" for name in read if name in RULES.flow.steps or name in RULES.facts}
    ids |= {f"rules.fact.{fact.id}.{value}" for fact in RULES.facts.values() for value in fact.values}
    assert [text_id for text_id in sorted(ids) if not TEXTS.has(lang, text_id)] == []


def test_whatever_holds_can_be_said_in_every_language() -> None:
    """Every row is true for some vignette, so every condition is told here."""
    desk = ScreeningDesk(RULES)
    for vignette in builtin_vignettes():
        found = desk.looked_at(vignette.jurisdiction, vignette.on, vignette.answers, vignette.switched)
        told = report(found, desk.teller)
        whys = [told["target_group"], *told["referrals"], *told["needs"].values(), *told["flags"], *told["strengths"]]
        assert all(set(one["why"]) == set(TEXTS.languages) and all(one["why"].values()) for one in whys)


def test_the_switch_for_ukraine_is_off() -> None:
    assert RULES.switches["ukraine_asylblg"] == frozenset()


def test_nobody_is_rejected() -> None:
    assert all(row.outcome.get("outcome") != "rejected" for row in RULES.rows())
    assert HUMAN in {row.outcome.get("outcome") for row in RULES.rows()}
