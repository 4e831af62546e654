"""The tree of a form as steps, groups and repeats of a flow; calculations stand where everything they read is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flows.xlsform import ours_rows
from flows.xlsform.cells import Place
from flows.xlsform.code import (
    FALSE,
    IF,
    NAN,
    OR,
    SUM,
    Code,
    Untranslatable,
    as_number,
    sure,
    text_literal,
)
from flows.xlsform.form import Cell, Item, flag
from flows.xlsform.lists import Lists
from flows.xlsform.report import Report
from flows.xlsform.scope import Attribute, Scope
from flows.xlsform.symbols import Computed, Symbols, is_computed, meaning_of, shown
from flows.xlsform.texts import Texts
from flows.xlsform.translate import condition, translate
from flows.xlsform.words import word
from flows.xlsform.yaml_out import Expr, Table

if TYPE_CHECKING:
    from flows.xlsform.ours_reading import Reader

MOST_ROUNDS = 100


@dataclass
class Builder:
    symbols: Symbols
    texts: Texts
    lists: Lists
    columns: Mapping[str, Mapping[str, Attribute]]
    report: Report
    told: set[str] = field(default_factory=set)  # ids that stand in the flow already
    waiting: list[Computed] = field(default_factory=list)
    first_use: dict[str, tuple[Item, frozenset[str]]] = field(default_factory=dict)  # of a list: where, what was known
    columns_read: dict[str, set[str]] = field(default_factory=dict)
    appearances: Counter[str] = field(default_factory=Counter)
    places: dict[str, Place] = field(default_factory=dict)

    @cached_property
    def reader(self) -> Reader:
        """For the rows an export wrote."""
        from flows.xlsform.ours_reading import Reader

        return Reader(self)

    # --- structure ----------------------------------------------------------------------------------------------------

    def items(self, children: list[Item], into: list[Table]) -> list[Table]:
        """Writes items in their order, and behind each the calculations that waited for it."""
        for item in children:
            self.item(item, into)
            self.flush(self.symbols.repeats_of(item), into)
        return into

    def item(self, item: Item, into: list[Table]) -> None:
        if ours_rows.kind_of(item):
            self.reader.item(item, into)
            return
        self.appearance(item)
        if item.repeats:
            self.repeat(item, into)
        elif item.encloses:
            self.group(item, into)
        elif is_computed(item):
            if self.symbols.id_of(item) not in self.told:  # it may have been needed earlier
                self.waiting.append(self.computed(item))
            if shown(item):
                self.flush(self.symbols.repeats_of(item), into)
                self.show(item, into)
        else:
            self.step(item, into)

    def group(self, item: Item, into: list[Table]) -> None:
        name = self.symbols.id_of(item)
        table = Table().put("group", name).put("name", item.name if item.name != name else None)
        self.title(item, table)
        self.relevant(item, table, into)
        steps = self.items(item.children, [])
        if steps:
            table.put("steps", steps)
            into.append(table)

    def repeat(self, item: Item, into: list[Table]) -> None:
        name = self.symbols.id_of(item)
        table = Table().put("repeat", name).put("name", item.name if item.name != name else None)
        title = self.title(item, table)
        labels = {code: f"{self.plain_title(item, code)} {{n}}" for code in self.languages()}
        table.put("label", self.texts.put(f"{name}.label", labels))
        self.relevant(item, table, into)
        self.rounds(item, table, title, into)
        inner = (*self.symbols.repeats_of(item), name)
        steps = self.items(item.children, [])
        self.flush(inner, steps)
        self.give_up(inner, steps)
        if steps:
            table.put("steps", steps)
            into.append(table)
            self.told.add(name)

    def rounds(self, item: Item, table: Table, title: str, into: list[Table]) -> None:
        cell = item.row.cells.get("repeat_count")
        code = self.cell(
            item, "repeat_count", lambda s: as_number(translate(cell.text if cell else "", s)), into, table
        )
        if code:
            table.put("count", Expr(code.text)).put("most", MOST_ROUNDS)
            return
        name = self.symbols.id_of(item)
        ask = Table()
        for key in ("first", "more"):
            said = {lang: word(key, lang).replace("{title}", self.plain_title(item, lang)) for lang in self.languages()}
            ask.put(key, self.texts.put(f"{name}.{'prompt' if key == 'first' else key}", said))
        table.put("ask", ask).put("most", MOST_ROUNDS)
        self.report.add(
            "adapted", item.row.place, "repeat_asked", f"'{item.name}': each further round is asked for in words"
        )

    def title(self, item: Item, table: Table) -> str:
        if "label" not in item.row.texts:
            return item.name
        name, labels = self.symbols.id_of(item), item.row.texts["label"]
        title = self.texts.add(f"{name}.title", labels, self.shown_in(item, []), 100)
        if not item.repeats:
            self.texts.forget(f"{name}.title")  # groups are structure: nobody is told their titles
        table.put("title", title)
        return title

    def plain_title(self, item: Item, lang: str) -> str:
        kept = self.texts.kept.get(f"{self.texts.flow}.{self.symbols.id_of(item)}.title", {})
        return (kept.get(lang) or kept.get(self.texts.languages.source) or item.name)[:80]

    def languages(self) -> list[str]:
        return [self.texts.languages.source, *self.texts.languages.others()]

    # --- calculations -------------------------------------------------------------------------------------------------

    def computed(self, item: Item) -> Computed:
        made = self.symbols.computed[id(item)]
        meaning = meaning_of(item)
        if meaning.adapted:
            self.report.add("adapted", item.row.place, f"type.{item.type.base}", f"'{item.name}': {meaning.adapted}")
        for remark in made.remarks:
            if not remark.startswith("refused"):
                self.report.add("adapted", item.row.place_of("calculation"), "calculation", f"'{item.name}': {remark}")
        return self.hidden(made)

    def hidden(self, made: Computed) -> Computed:
        """A calculation of a group that is not asked is blank; so is one whose own condition is false."""
        outer = [group for group in self.symbols.groups_of(made.item) if group.row.get("relevant")]
        conditions, reads = [], set(made.reads)
        for item in [*outer, made.item]:
            try:
                code, read = self.condition_of(item)
            except Untranslatable:
                continue  # told where the group itself is written
            if code:
                conditions.append(code)
                reads |= read
        if not conditions or made.code.text == "''":
            return made
        if made.code.type not in ("text", "number", "bool", "date"):
            return made if self.symbols.falls_silent(made.item, made.reads) else self.keeps_value(made)
        return replace(made, code=guarded(made.code, conditions), reads=reads)

    def keeps_value(self, made: Computed) -> Computed:
        message = f"'{made.item.name}' keeps its value when its group is not asked"
        self.report.add("adapted", made.item.row.place, "keeps_value", message)
        return made

    def condition_of(self, item: Item) -> tuple[Code | None, set[str]]:
        text = item.row.get("relevant")
        fixed = flag(text)
        if fixed is not None:
            return (FALSE if text and not fixed else None), set()
        scope = self.symbols.scope(item)
        return condition(text, scope), scope.read

    def flush(self, repeats: tuple[str, ...], into: list[Table]) -> None:
        """Writes every calculation of these repeats whose inputs are known by now."""
        again = True
        while again:
            again = False
            for made in list(self.waiting):
                if made.reads <= self.told and self.symbols.repeats_of(made.item) == repeats:
                    self.waiting.remove(made)
                    self.write_computed(made, into)
                    again = True

    def write_computed(self, made: Computed, into: list[Table]) -> None:
        table = Table().put("id", made.id).put("kind", "computed")
        table.put("name", made.item.name if made.item.name != made.id else None)
        table.put("value", Expr(made.code.text))
        table.comments += [f"{made.item.row.place}: {remark}" for remark in made.remarks]
        into.append(table)
        self.told.add(made.id)

    def give_up(self, repeats: tuple[str, ...], into: list[Table]) -> None:
        """At the end of a repeat or of the form: what reads things that never come is blank."""
        for made in [each for each in self.waiting if self.symbols.repeats_of(each.item) == repeats]:
            self.waiting.remove(made)
            late = ", ".join(sorted(made.reads - self.told))
            why = f"it reads what is asked only later: {late}"
            self.report.add(
                "refused",
                made.item.row.place_of("calculation"),
                "calculation",
                f"'${{{made.item.name}}}' stays blank: {why}",
            )
            self.write_computed(
                replace(made, code=blank_of(made.code), reads=set(), remarks=[f"refused, stays blank: {why}"]), into
            )
            self.flush(repeats, into)

    def show(self, item: Item, into: list[Table]) -> None:
        """A calculation with a label is said."""
        table = Table().put("id", self.symbols.shown_id(item)).put("kind", "say")
        labels = {
            code: Cell(f"{cell.text}\n${{{item.name}}}", cell.place) for code, cell in item.row.texts["label"].items()
        }
        table.put("prompt", self.texts.add(f"{self.symbols.shown_id(item)}.prompt", labels, self.shown_in(item, into)))
        self.relevant(item, table, into)
        self.report.add("adapted", item.row.place, "shown", f"'{item.name}' is worked out and shown, not asked")
        into.append(table)

    # --- cells --------------------------------------------------------------------------------------------------------

    def cell(
        self, item: Item, key: str, write: Callable[[Scope], Code], into: list[Table], table: Table, **more: Any
    ) -> Code | None:
        """One translated cell; None, with a remark and a comment, where it cannot be translated."""
        if not item.row.get(key):
            return None
        scope = self.symbols.scope(item, **more)
        try:
            code = write(scope)
            self.ready(scope.read, self.symbols.repeats_of(item), into)
        except Untranslatable as why:
            self.report.add("refused", item.row.place_of(key), key, f"{_CONSEQUENCE[key]}: {why}")
            table.comments.append(
                f"{item.row.place_of(key)} was refused, {_CONSEQUENCE[key]}: {why}: {item.row.get(key)}"
            )
            return None
        for remark in scope.adapted:
            self.report.add("adapted", item.row.place_of(key), key, remark)
        return code

    def ready(self, reads: set[str], repeats: tuple[str, ...], into: list[Table]) -> None:
        """Brings calculations forward that are needed here. Raises Untranslatable for what is asked only later."""
        for name in sorted(reads - self.told):
            made = next((each for each in self.symbols.computed.values() if each.id == name), None)
            if made is None or self.symbols.repeats_of(made.item) != repeats:
                raise Untranslatable(f"it reads '{name}', which is asked only later")
            whole = self.hidden(made)
            self.ready(whole.reads - {name}, repeats, into)
            self.waiting = [each for each in self.waiting if each.id != name]
            if name not in self.told:
                self.write_computed(whole, into)

    def relevant(self, item: Item, table: Table, into: list[Table]) -> None:
        text = item.row.get("relevant")
        fixed = flag(text)
        if text and fixed is False:
            table.put("relevant", Expr("false"))
        elif text and fixed is None:
            code = self.cell(item, "relevant", lambda scope: condition(text, scope), into, table)
            table.put("relevant", Expr(code.text) if code else None)

    def shown_in(self, item: Item, into: list[Table]) -> Callable[[str], str]:
        def shown_id(name: str) -> str:
            found = self.symbols.get(name)
            if found is None or found.type == "none":
                raise Untranslatable("it has no answer")
            if self.symbols.scope(item).beyond(found.repeats):
                raise Untranslatable("it has an answer in every round of its repeat")
            self.ready({found.shown or found.id}, self.symbols.repeats_of(item), into)
            return found.shown or found.id

        return shown_id

    def shown_in_list(self, key: str) -> Callable[[str], str]:
        """In the labels of a list: what is known wherever the list is offered."""
        item, told = self.first_use[key]

        def shown_id(name: str) -> str:
            found = self.symbols.get(name)
            if found is None or found.type == "none":
                raise Untranslatable("it has no answer")
            if found.repeats or (found.shown or found.id) not in told:
                raise Untranslatable(f"it is not known yet where '{item.name}' offers this list")
            return found.shown or found.id

        return shown_id

    def appearance(self, item: Item) -> None:
        for key in ("appearance", "parameters", "autoplay", "save_to", "intent", "body::accuracythreshold"):
            text = item.row.get(key)
            if text and not (key == "parameters" and item.type.base == "range"):
                self.appearances[f"{key} '{text}'"] += 1
                self.places.setdefault(f"{key} '{text}'", item.row.place_of(key))

    # --- steps --------------------------------------------------------------------------------------------------------

    def step(self, item: Item, into: list[Table]) -> None:
        from flows.xlsform.steps import write_step

        write_step(self, item, into)


_CONSEQUENCE = {
    "relevant": "this is asked of everybody",
    "constraint": "answers are not checked by it",
    "choice_filter": "all choices are offered",
    "repeat_count": "each round is asked for in words",
    "required": "this is not required",
    "default": "there is no default",
}


def guarded(code: Code, conditions: list[Code]) -> Code:
    """A value under conditions, blank without them."""
    level = 2 if len(conditions) > 1 else OR
    test = " and ".join(each.at(level + (level == 2)) if len(conditions) > 1 else each.text for each in conditions)
    total = all(each.total for each in conditions)
    whole = Code(test, "bool", 2 if len(conditions) > 1 else conditions[0].level, total)
    if code.type == "bool":
        return sure(Code(f"{whole.at(3)} and {code.at(3)}", "bool", 2, total and code.total))
    return replace(code, text=f"{code.at(OR)} if {sure(whole).at(OR)} else {blank_of(code).text}", level=IF)


def blank_of(code: Code) -> Code:
    if code.type == "number":
        return NAN
    if code.type == "date":
        return Code(f"date('1970-01-01') + days({NAN.text})", "date", SUM)
    return FALSE if code.type == "bool" else text_literal("")
