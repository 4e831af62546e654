"""What is written as YAML is read back as it was, whatever the texts hold."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from flows.xlsform.cells import Place
from flows.xlsform.form import Cell
from flows.xlsform.languages import Languages
from flows.xlsform.report import Report
from flows.xlsform.texts import Texts
from flows.xlsform.yaml_out import Expr, Table, dump

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def cleaned(text: str) -> str:
    return Texts("form", Languages({"": "en"}, "en"), Report()).clean(Cell(text, Place()), None, 3000)


@given(TEXTS, TEXTS)
def test_any_text_survives(one: str, other: str) -> None:
    one, other = cleaned(one), cleaned(other)
    entry = Table(inline=True).put("value", "a").put("label", one)
    table = Table().put("prompt", one).put("choices", [entry]).put("steps", [Table().put("id", "x").put("hint", other)])
    read = yaml.safe_load(dump(table))
    assert read == {"prompt": one, "choices": [{"value": "a", "label": one}], "steps": [{"id": "x", "hint": other}]}


@given(st.text("ab.'\"()<>=! :#,{}[]", min_size=1, max_size=30).map(str.strip).filter(bool))
def test_any_expression_survives(text: str) -> None:
    assert yaml.safe_load(dump(Table().put("relevant", Expr("a " + text)))) == {"relevant": ("a " + text).strip()}


def test_words_yaml_would_take_for_something_else_are_quoted() -> None:
    entries = Table(inline=True).put("a", "no").put("b", "1").put("c", "null").put("d", "1e3").put("e", "2020-01-01")
    assert yaml.safe_load(dump(Table().put("x", entries)))["x"] == {
        "a": "no",
        "b": "1",
        "c": "null",
        "d": "1e3",
        "e": "2020-01-01",
    }


def test_comments_stand_above_their_entry_and_cannot_break_out() -> None:
    written = dump(Table().put("steps", [Table(comments=["row 3\nkind: submit"]).put("id", "x")]))
    assert written == "steps:\n  # row 3 kind: submit\n  - id: x\n"
