"""Which answers the tables wait for, with their choices, and which speak of a field of action."""

from __future__ import annotations

from backend.content.rule_tables import builtin_rules
from flows.rules.model import FIELDS
from flows.rules.reads import answers_about, answers_read, facts_read

RULES = builtin_rules()
TABLES = {table.name: table for table in RULES.tables}


def test_choices_are_found_in_every_form_and_inside_terms() -> None:
    read = answers_read(RULES, TABLES["target-kreis-mettmann"])
    assert read["status"] == {"duldung"}, "status == 'duldung'"
    assert read["law_now"] == {"passport"}, "inside a term"
    assert read["arrival"] == frozenset(), "a day has no choices"
    assert "referred_by" not in read, "a fact is no answer"
    needs = answers_read(RULES, TABLES["needs"])
    assert needs["language_now"] >= {"waiting", "stopped", "course"}, "in (…) and !="
    assert needs["law_now"] >= {"expiring", "deadline"}, "any_of and in"


def test_every_choice_that_is_waited_for_exists() -> None:
    for table in RULES.tables:
        for step, values in answers_read(RULES, table).items():
            assert values <= {choice.value for choice in RULES.flow.steps[step].choices}, (table.name, step)


def test_every_field_has_the_answers_that_speak_of_it() -> None:
    about = answers_about(RULES)
    assert set(about) == set(FIELDS)
    assert about["housing"] == ("housing_now", "housing_wish"), "the wish is asked only of whoever chose it"
    assert about["childcare"] == ("school_place", "childcare_now")
    assert about["health"] == ("health_talk",)
    assert all("helpers" not in steps and "fields" not in steps for steps in about.values())


def test_the_referrer_is_asked_for_where_a_table_reads_it() -> None:
    assert "sozialamt" in facts_read(RULES, "kreis-mettmann")["referred_by"]
    assert facts_read(RULES, "kreis-unna") == {}
    assert facts_read(RULES, None) == {}
