"""The survey: sections and groups as groups, repeats as repeats, each step and computed value as one row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.expressions.tree import And
from flows.kinds.base import KINDS
from flows.loading import fields
from flows.loading.branches import text_of
from flows.loading.nodes import Listing, Table
from flows.model import Flow
from flows.xlsform.ours import NOTHING, TEXTS, column, encode
from flows.xlsform.writing_constraints import constraints
from flows.xlsform.writing_expressions import Expressions
from flows.xlsform.writing_names import CONSENT, YES_NO, FormNames, row_type
from flows.xlsform.writing_offered import offered
from flows.xlsform.writing_table import Row, Written
from flows.xlsform.writing_texts import Texts, heading
from flows.xlsform.writing_values import values
from flows.xlsform.xpath_text import EQUAL, Text, both, either, literal, operation

_SAID = ("hint", "why", "required_message")


@dataclass(frozen=True, slots=True)
class Around:
    """`here`: repeats around a row. `groups`: groups between it and the innermost of them."""

    here: tuple[str, ...] = ()
    groups: int = 0


@dataclass(slots=True)
class Survey:
    flow: Flow
    names: FormNames
    texts: Texts
    expressions: Expressions
    sheet: Written
    explicit: frozenset[str]  # ids of the steps that are written out
    offered: dict[str, dict[str, str]] = field(default_factory=dict)  # question -> choice -> what its list calls when
    waiting: list[str] = field(default_factory=list)  # questions whose question for own words comes next

    def section(self, table: Table) -> None:
        name = text_of(table, "id") or ""
        row = self.begin("begin_group", self.names.sections[name], "section")
        row[column("id")] = name
        titles = {section.id: section.title for section in self.flow.sections}
        self.texts.put(row, "title", titles[name])
        self.inside(table, Around(groups=1))
        self.sheet.row()["type"] = "end_group"

    def begin(self, type_: str, name: str, kind: str) -> Row:
        row = self.sheet.row()
        row |= {"type": type_, "name": name, column("kind"): kind}
        return row

    def inside(self, table: Table, around: Around) -> None:
        steps = table.entries["steps"].node
        for node in steps.items if isinstance(steps, Listing) else ():
            if isinstance(node, Table):
                self.item(node, around)

    def item(self, table: Table, around: Around) -> None:
        if "group" in table.entries:
            self.group(table, around)
        elif "repeat" in table.entries:
            self.repeat(table, around)
        elif text_of(table, "kind") == "computed":
            self.computed(table, around)
        else:
            self.step(table, around)

    def group(self, table: Table, around: Around) -> None:
        said = values(table, fields.GROUP)
        name = said.pop("group")
        row = self.named("begin_group", name, "group", said)
        if title := said.get("title"):
            row[f"label::{heading(self.texts.languages[0])}"] = title.replace("${", "$ {")
        self.relevant(row, name, said, around)
        keep(row, said)
        self.inside(table, Around(around.here, around.groups + 1))
        self.sheet.row()["type"] = "end_group"

    def named(self, type_: str, item: str, kind: str, said: dict[str, Any]) -> Row:
        """A row under its name in the form; its id and the name it came with stand beside it where they differ."""
        name, given = self.names.items[item], said.pop("name", None)
        row = self.begin(type_, name, kind)
        if name != item:
            row[column("id")] = item
        if given is None and name != item:
            row[column("nameless")] = "true"
        elif given is not None and not (given == name != item):
            row[column("name")] = given
        return row

    # --- repeats ------------------------------------------------------------------------------------------------------

    def repeat(self, table: Table, around: Around) -> None:
        said = values(table, fields.REPEAT)
        name = said.pop("repeat")
        repeat = self.flow.repeats[name]
        row = self.named("begin_repeat", name, "repeat", said)
        self.texts.put(row, "title", repeat.title, around.here)
        self.texts.only(row, "label", repeat.label)
        for key in ("title", "label"):
            said.pop(key, None)
        self.relevant(row, name, said, around)
        self.rounds(row, table, said, around)
        keep(row, said)
        at = len(self.sheet.rows)
        self.inside(table, Around((*around.here, name)))
        if name in self.texts.numbers:
            counts = {"type": "calculate", "name": self.names.numbers[name], "calculation": "position(..)"}
            self.sheet.rows.insert(at, {**counts, column("kind"): "entry_number"})
        self.sheet.row()["type"] = "end_repeat"

    def rounds(self, row: Row, table: Table, said: Mapping[str, Any], around: Around) -> None:
        """A counted repeat says how many; one that asks is asked for by ODK itself."""
        name = text_of(table, "repeat") or ""
        repeat = self.flow.repeats[name]
        if "count" in said:
            node = self.expressions.read(said["count"], around.here)

            def make() -> Text:
                writer = self.expressions.writer(around.groups)
                found = Text(f"min({writer.value(self.expressions.whole(node)).text}, {repeat.most})")
                return Text(f"if({writer.known(node).text}, {found.text}, 0)")

            self.put(row, "repeat_count", self.expressions.write(name, "count", said["count"], make))
            return
        asked, ask = self.flow.steps[name], values(table.entries["ask"].node, fields.ASK)
        self.texts.only(row, "first", asked.prompt)
        if "first" not in ask:
            row.pop(f"{column('first')}::{heading(self.texts.languages[0])}", None)
        self.texts.only(row, "more", repeat.more)
        for key in ("hint", "why", "desk"):
            self.texts.only(row, key, getattr(asked, key))

    def put(self, row: Row, heading_: str, text: str | Text | None) -> None:
        if text:
            row[heading_] = text.text if isinstance(text, Text) else text

    # --- rows ---------------------------------------------------------------------------------------------------------

    def computed(self, table: Table, around: Around) -> None:
        said = values(table, fields.COMPUTED)
        name = said.pop("id")
        row = self.named("calculate", name, "computed", said)
        source = encode(said["value"])
        found = self.expressions.value(name, "value", source, around.here, around.groups)
        if found is None:
            self.expressions.lost.add(name)
        row["calculation"] = found.text if found else "''"
        row[column("type")] = self.flow.computed[name].value.type
        self.texts.only(row, "desk", self.flow.computed[name].desk)
        said.pop("desk", None)
        keep(row, {**said, "value": source})

    def step(self, table: Table, around: Around) -> None:
        kind = KINDS[text_of(table, "kind") or ""]
        said = values(table, {**fields.STEP, **kind.options})
        name = said.pop("id")
        step = self.flow.steps[name]
        row = self.named(self.type_of(step.id, said), name, said.pop("kind"), said)
        self.texts.put(row, "prompt", step.prompt, around.here)
        for key in _SAID:
            self.texts.put(row, key, getattr(step, key), around.here)
        for key in TEXTS & said.keys() - {"other_prompt"}:
            self.texts.only(row, key, getattr(step, key))
        self.relevant(row, name, said, around)
        self.required(row, name, said, around)
        constraints(self, row, table, around)
        self.default(row, name, said, around)
        self.filter(row, name, said, around)
        offered(self, row, name, table, around)
        self.media(row, said.get("media", {}))
        if f"{name}_other" in self.flow.steps and f"{name}_other" not in self.explicit:
            if "other_prompt" in said:
                self.texts.only(row, "other_prompt", self.flow.steps[f"{name}_other"].prompt)
            self.waiting.append(name)
        dropped = {"prompt", *_SAID, *TEXTS}
        keep(row, {key: value for key, value in said.items() if key not in dropped})
        for asked in self.waiting:
            self.other(asked, around)
        self.waiting.clear()

    def type_of(self, item: str, said: Mapping[str, Any]) -> str:
        step = self.flow.steps[item]
        fixed = {"yes_no": YES_NO, "consent": CONSENT}.get(step.kind)
        listed = self.names.lists.get(f"list {said['list']}" if "list" in said else item, "")
        return row_type(step.kind, bool(step.options.get("integer", True)), fixed or listed)

    def other(self, item: str, around: Around) -> None:
        """The question for own words, which the flow makes by itself, as a row of its own."""
        step = self.flow.steps[f"{item}_other"]
        row = self.begin("text", self.names.items[step.id], "own_words")
        self.texts.put(row, "prompt", step.prompt, around.here)
        required = step.required
        if isinstance(required, bool):
            row |= {"required": "yes"} if required else {}
        else:
            found = self.expressions.condition(item, "required", required.source, around.here, around.groups)
            self.put(row, "required", found)
        if step.relevant is not None:
            node = step.relevant.tree
            own = node.operands[-1] if isinstance(node, And) else node  # before it stands what is around the question
            self.put(row, "relevant", self.expressions.writer(around.groups).when_true(own))

    # --- cells --------------------------------------------------------------------------------------------------------

    def relevant(self, row: Row, item: str, said: Mapping[str, Any], around: Around) -> None:
        """The condition of the step, and the consent it needs, which XLSForm has no column for."""
        parts, source = [], said.get("relevant")
        if source is not None:
            found = self.expressions.condition(item, "relevant", encode(source), around.here, around.groups)
            parts += [found] if found else []
        if purpose := said.get("needs"):
            asked = self.expressions.names.consents.get(purpose, ())
            ref = self.expressions.names.ref
            parts.append(either([operation("=", ref(step), literal("yes"), EQUAL) for step in asked]))
        if parts:
            row["relevant"] = both(parts).text
            row.setdefault(column("relevant"), NOTHING)
        if source is not None:
            row[column("relevant")] = encode(source)

    def required(self, row: Row, item: str, said: dict[str, Any], around: Around) -> None:
        source = said.pop("required", None)
        if KINDS[self.flow.steps[item].kind].value_type == "none":
            self.put(row, column("required"), source)
            return
        fixed = self.expressions.fixed(source, around.here) if source is not None else None
        if source is None or (fixed is not None and fixed.value):
            row["required"] = "yes"
        elif fixed is None:
            row[column("required")] = source
            self.put(row, "required", self.expressions.condition(item, "required", source, around.here, around.groups))

    def default(self, row: Row, item: str, said: Mapping[str, Any], around: Around) -> None:
        if "default" not in said:
            return
        source = encode(said["default"])
        fixed = self.expressions.fixed(source, around.here)
        if fixed is None:
            self.put(row, "default", self.expressions.value(item, "default", source, around.here, around.groups))
            return
        plain_ = "yes" if fixed.value is True else "no" if fixed.value is False else str(fixed.value)
        row["default"] = self.names.choices.get(item, {}).get(plain_, plain_)

    def filter(self, row: Row, item: str, said: Mapping[str, Any], around: Around) -> None:
        if "filter" in said:
            source = encode(said["filter"])
            found = self.expressions.filter(item, source, around.here, around.groups, said["list"])
            self.put(row, "choice_filter", found)

    def media(self, row: Row, media: Mapping[str, Any]) -> None:
        for kind, files in media.items():
            for code in self.texts.languages:
                name = files if isinstance(files, str) else files.get(code)
                self.put(row, f"media::{kind}::{heading(code)}", name)


def keep(row: Row, said: Mapping[str, Any]) -> None:
    """Everything that has not found a place yet, in columns of ours."""
    for key, value in said.items():
        row.setdefault(column(key), encode(value))
