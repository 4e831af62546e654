"""What an export wrote becomes what it was: each row a step, group, repeat or value, as its `lotse::` columns say.

A cell of ours counts. Where somebody emptied one to write XPath instead, the standard cell beside it is translated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flows.kinds.base import KINDS
from flows.loading import fields
from flows.loading.lists import attribute_of
from flows.xlsform.code import as_number
from flows.xlsform.form import Item, Row, flag
from flows.xlsform.ours import HELPERS, NOTHING, PREFIX, TEXTS, column, decode
from flows.xlsform.ours_rows import COMPUTED, GROUP, NUMBER, REPEAT, id_of, kind_of, value_of
from flows.xlsform.ours_texts import OurTexts
from flows.xlsform.report import FormError, Remark
from flows.xlsform.steps import write_constraints, write_required
from flows.xlsform.translate import translate
from flows.xlsform.yaml_out import Expr, Table

if TYPE_CHECKING:
    from flows.xlsform.building import Builder

_EXPRESSIONS = frozenset({"relevant", "default", "filter", "count", "value", "required", "urgent", "test"})
#: Columns that say what a row is, or that are read with others of their sort.
_OWN = frozenset({"kind", "id", "name", "nameless", "type", "attributes"})
_CONSTRAINT = re.compile(r"constraint (\d+)")
_CHOICE_COLUMNS = frozenset({"list_name", "name"})


class Reader:
    def __init__(self, build: Builder) -> None:
        self.build = build
        items = [item for item, _ in build.symbols.form.root.walk() if item.name]
        ids = {item.name: "n" if kind_of(item) == NUMBER else build.symbols.id_of(item) for item in items}
        self.texts = OurTexts(build.texts, ids)

    def section(self, item: Item, carried: list[Table]) -> Table:
        name = id_of(item)
        title = self.texts.put(item.row, "title", f"section.{name}")
        return Table().put("id", name).put("title", title).put("steps", self.build.items(item.children, carried))

    def item(self, item: Item, into: list[Table]) -> None:
        kind = kind_of(item)
        if kind in HELPERS:
            return
        if kind == GROUP:
            self.group(item, into)
        elif kind == REPEAT:
            self.repeat(item, into)
        elif kind == COMPUTED:
            self.computed(item, into)
        elif kind in KINDS:
            self.step(item, into)
        else:
            raise self.wrong(item.row, "kind", f"there is no kind '{kind[:40]}'")

    # --- rows ---------------------------------------------------------------------------------------------------------

    def group(self, item: Item, into: list[Table]) -> None:
        table = self.begin("group", item)
        self.relevant(item, table, into)
        self.plain(item.row, table, fields.GROUP)
        into.append(table.put("steps", self.build.items(item.children, [])))

    def repeat(self, item: Item, into: list[Table]) -> None:
        name, row = id_of(item), item.row
        table = self.begin("repeat", item)
        table.put("title", self.texts.put(row, "title", f"{name}.title"))
        table.put("label", self.texts.own(row, "label", f"{name}.label"))
        self.relevant(item, table, into)
        self.plain(row, table, fields.REPEAT)
        ask = Table()
        for key, path in (("first", "prompt"), ("more", "more"), ("hint", "hint"), ("why", "why"), ("desk", "desk")):
            ask.put(key, self.texts.own(row, key, f"{name}.{path}"))
        table.put("ask", ask if ask.entries else None)
        if not ask.entries and not row.get(column("count")):
            self.counted(item, table, into)
        inner = (*self.build.symbols.repeats_of(item), name)
        steps = self.build.items(item.children, [])
        self.build.flush(inner, steps)
        self.build.give_up(inner, steps)
        into.append(table.put("steps", steps))
        self.build.told.add(name)

    def counted(self, item: Item, table: Table, into: list[Table]) -> None:
        text = item.row.get("repeat_count")
        code = self.build.cell(item, "repeat_count", lambda scope: as_number(translate(text, scope)), into, table)
        table.put("count", Expr(code.text if code else "0"))

    def computed(self, item: Item, into: list[Table]) -> None:
        table = Table().put("id", id_of(item)).put("kind", COMPUTED)
        self.name(item, table)
        self.plain(item.row, table, fields.COMPUTED)
        table.put("desk", self.texts.own(item.row, "desk", f"{id_of(item)}.desk"))
        into.append(table)
        self.build.told.add(id_of(item))

    def step(self, item: Item, into: list[Table]) -> None:
        name, row, kind = id_of(item), item.row, KINDS[kind_of(item)]
        table = Table().put("id", name).put("kind", kind.name)
        self.name(item, table)
        for key in ("prompt", "hint", "why", "required_message"):
            table.put(key, self.texts.put(row, key, f"{name}.{key}"))
        for key in sorted(TEXTS - {"other_prompt", "first", "more", "words"}):
            table.put(key, self.texts.own(row, key, f"{name}.{key}"))
        table.put("other_prompt", self.texts.own(row, "other_prompt", f"{name}_other.prompt"))
        self.relevant(item, table, into)
        self.plain(row, table, {**fields.STEP, **kind.options})
        self.required(item, table, into)
        self.constraints(item, table, into)
        rows = self.build.symbols.form.choices.get(item.type.list, [])
        if kind.value_type in ("choice", "choices") and not row.get(column("list")):
            table.put("choices", [self.choice(choice, f"{name}.choice") for choice in rows])
        into.append(table)
        self.build.told.add(name)
        if any(choice.get(column("other")) == "true" for choice in rows):
            self.build.told.add(f"{name}_other")

    def begin(self, key: str, item: Item) -> Table:
        table = Table().put(key, id_of(item))
        self.name(item, table)
        return table

    def name(self, item: Item, table: Table) -> None:
        """The name it came with: the one of the row, where the id is another."""
        row = item.row
        own = item.name if row.get(column("id")) and not row.get(column("nameless")) else None
        table.put("name", row.get(column("name")) or own)

    # --- cells --------------------------------------------------------------------------------------------------------

    def plain(self, row: Row, table: Table, known: fields.Fields) -> None:
        """Everything the row says in columns of ours that hold one value."""
        for heading in row.cells:
            key = heading.removeprefix(PREFIX)
            if not heading.startswith(PREFIX) or key in _OWN or key == "relevant" or _CONSTRAINT.fullmatch(key):
                continue
            if key not in known:
                raise self.wrong(row, key, f"'{key[:40]}' says nothing about this")
            table.put(key, self.value(row, key, known[key]))

    def value(self, row: Row, key: str, schema: Mapping[str, Any]) -> Any:
        text = row.get(column(key))
        if key in _EXPRESSIONS:
            return Expr(text)
        try:
            return _as_yaml(decode(text, schema))
        except ValueError as slip:
            raise self.wrong(row, key, str(slip)) from None

    def wrong(self, row: Row, key: str, message: str) -> FormError:
        return FormError([Remark(row.place_of(column(key)), "refused", "lotse_column", message)])

    def relevant(self, item: Item, table: Table, into: list[Table]) -> None:
        ours = item.row.get(column("relevant"))
        if ours and ours != NOTHING:
            table.put("relevant", Expr(ours))
        elif not ours:
            self.build.relevant(item, table, into)

    def required(self, item: Item, table: Table, into: list[Table]) -> None:
        if item.row.get(column("required")) or KINDS[kind_of(item)].value_type == "none":
            return
        if flag(item.row.get("required")) is not True:
            write_required(self.build, item, table, into)

    def constraints(self, item: Item, table: Table, into: list[Table]) -> None:
        row, name = item.row, id_of(item)
        numbers = sorted(
            int(found[1]) for key in row.cells if (found := _CONSTRAINT.fullmatch(key.removeprefix(PREFIX)))
        )
        if not numbers:
            write_constraints(self.build, item, table, into)
            return
        made = []
        for number in numbers:
            test = row.get(column(f"constraint {number}"))
            if test != NOTHING or number > 1:
                message = self.texts.put(row, f"constraint_message {number}", f"{name}.constraint.{number}")
                made.append(Table().put("test", Expr(test)).put("message", message))
        table.put("constraints", made)

    # --- choices ------------------------------------------------------------------------------------------------------

    def lists(self) -> Table:
        """The lists several questions use."""
        table = Table()
        found: dict[str, list[Table]] = {}
        for rows in self.build.symbols.form.choices.values():
            for row in rows:
                if name := row.get(column("list")):
                    found.setdefault(name, []).append(self.choice(row, f"list.{name}", listed=True))
        for name, choices in found.items():
            table.put(name, choices)
        return table

    def choice(self, row: Row, path: str, listed: bool = False) -> Table:
        value = value_of(row)
        table = Table(inline=True).put("value", value)
        table.put("label", self.texts.put(row, "label", f"{path}.{value}"))
        for key in ("words", "desk"):
            table.put(key, self.texts.own(row, key, f"{path}.{value}.{key}"))
        name = row.get(column("name")) or (row.get("name") if row.get(column("value")) else None)
        table.put("name", name)
        for key in ("exclusive", "other", "relevant", "icon"):
            if row.get(column(key)):
                table.put(key, self.value(row, key, fields.CHOICE[key]))
        if listed:
            self.attributes(row, table)
        return table

    def exact(self, row: Row) -> dict[str, Any]:
        try:
            said = decode(row.get(column("attributes")), {"type": "object"})
        except ValueError:
            said = None
        if not isinstance(said, dict) or not all(map(_plain, said.values())):
            raise self.wrong(row, "attributes", "expected what a filter may ask of the choice, as a JSON object")
        return said

    def attributes(self, row: Row, table: Table) -> None:
        if row.get(column("attributes")):
            said = self.exact(row)
        else:
            said = {
                key: attribute_of(cell.text)
                for key, cell in row.cells.items()
                if key not in _CHOICE_COLUMNS and not key.startswith(PREFIX)
            }
        for key, value in said.items():
            table.entries.append((key, value))


def _plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _as_yaml(value: Any) -> Any:
    """Mappings as the writer of YAML takes them."""
    if isinstance(value, dict):
        return Table([(str(key), _as_yaml(part)) for key, part in value.items()], inline=True)
    return value
