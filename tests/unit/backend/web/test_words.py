"""The desk's texts: both languages say everything the templates ask for, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import backend.web
from backend.content.rule_tables import builtin_rules
from backend.services.cases import LISTS, Refusal
from backend.web.route import TOLD
from backend.web.words import SOURCES, preferred, words
from flows.rules.model import DESTINATIONS, FIELDS, SCORES
from locales.texts import MissingText

TEMPLATES = Path(backend.web.__file__).parent / "templates"
PLACEHOLDER = re.compile(r"\{(\w+)\}|(#)")  # "#" is filled in by the browser
USED = re.compile(r"""t\(\s*["'](desk\.[\w.]*[\w])["']\s*[,)]""")
PREFIX = re.compile(r"""["'](desk\.(?:[\w]+\.)+)["']\s*~""")


def test_german_and_english_have_the_same_ids_forms_and_placeholders() -> None:
    german, english = words("de"), words("en")
    assert german.ids() == english.ids()
    assert len(german.ids()) > 100
    for text_id in german.ids():
        one, other = german.source(text_id).forms, english.source(text_id).forms
        assert [set(PLACEHOLDER.findall(form)) for form in one] == [set(PLACEHOLDER.findall(form)) for form in other]


def test_every_text_a_template_names_is_there() -> None:
    sources = [path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")]
    used = {text_id for source in sources for text_id in USED.findall(source)}
    prefixes = {prefix for source in sources for prefix in PREFIX.findall(source)}
    assert len(used) > 50, "the pattern no longer finds the templates' texts"
    assert len(prefixes) > 5, "the pattern no longer finds the templates' prefixes"
    assert used <= words("de").ids()
    assert [p for p in prefixes if not any(text_id.startswith(p) for text_id in words("de").ids())] == []


def test_every_code_a_page_may_show_has_its_words() -> None:
    wanted = {f"desk.error.{code}{end}" for code in (*TOLD, "internal") for end in ("", ".title")}
    wanted |= {f"desk.refusal.{refusal}" for refusal in Refusal} | {f"desk.list.{which}" for which in LISTS}
    wanted |= {f"desk.need.{name}" for name in FIELDS} | {f"desk.level.{score}" for score in SCORES}
    wanted |= {f"desk.to.{place}" for place in DESTINATIONS}
    assert wanted <= words("de").ids()


def test_every_name_the_rules_use_has_its_words() -> None:
    rules = builtin_rules()
    for column in ("flag", "strength", "group"):
        names = {row.outcome[column] for row in rules.rows() if column in row.outcome}
        assert len(names) > 5, column
        assert {f"desk.{column}.{name}" for name in names} <= words("de").ids()
    for fact in rules.facts.values():
        assert {f"desk.fact.{fact.id}", *(f"desk.fact.{fact.id}.{value}" for value in fact.values)} <= words("de").ids()


def test_plural_and_isolated_names() -> None:
    assert words("de")("desk.list.count", n=1) == "1 Fall"
    assert words("en")("desk.list.count", n=2) == "2 cases"
    assert words("en")("desk.case.title", receipt="7KQ2") == "Case \u20687KQ2\u2069"


def test_a_missing_text_raises_instead_of_showing_its_id() -> None:
    with pytest.raises(MissingText):
        words("en")("desk.no.such.text")


@pytest.mark.parametrize(
    ("asked", "got"), [(None, "de"), ("", "de"), ("fr, en;q=0.5", "en"), ("EN-gb", "en"), ("uk", "de"), ("de,en", "de")]
)
def test_the_browsers_language_is_taken_where_the_desk_speaks_it(asked: str | None, got: str) -> None:
    assert preferred(asked) == got
    assert got in SOURCES
