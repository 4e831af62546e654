"""The decision tables that come with the product: read, checked and, when asked, proved, once per process."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib import resources
from pathlib import Path

from flows.library import builtin
from flows.problems import FlowError, FlowProblem, suggestion
from flows.rules.loading import load_rules
from flows.rules.model import Row, RuleSet
from locales.once import once

FLOW = "kim-intake"
TERMS = "terms.yaml"


def rule_files(folder: Path | None = None) -> dict[str, str]:
    """File name -> text, of a folder or of the product's own tables."""
    entries = (folder or resources.files("backend.content").joinpath("rules")).iterdir()
    return {file.name: file.read_text("utf-8") for file in entries if file.name.endswith(".yaml")}


def rules_of(files: Mapping[str, str], flow_id: str = FLOW) -> RuleSet:
    """A checked rule set. Raises FlowError with every problem of every file."""
    tables = {name: text for name, text in files.items() if name != TERMS}
    return load_rules(builtin(flow_id), tables, files.get(TERMS, "{}"), TERMS)


@once
def builtin_rules() -> RuleSet:
    """The product's own rules, checked. That they are proved is held by the tests."""
    return rules_of(rule_files())


def proved(rules: RuleSet) -> RuleSet:
    """The same rules once z3 found nothing wrong. Raises FlowError with everything it found."""
    from flows.rules.proving import prove

    if problems := prove(rules):
        raise FlowError(problems)
    return rules


def unknown_offers(rules: RuleSet, known: Collection[str]) -> list[FlowProblem]:
    """Rows that refer to an offer nobody has."""
    named = ((row, row.outcome.get("to", "").removeprefix("offer:")) for row in rules.rows() if _names_offer(row))
    return [
        FlowProblem.at(row.where, "rules.offer", f"there is no offer '{found}'{suggestion(found, known)}")
        for row, found in named
        if found not in known
    ]


def _names_offer(row: Row) -> bool:
    return row.outcome.get("to", "").startswith("offer:")
