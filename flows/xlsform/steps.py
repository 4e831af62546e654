"""One question of a form as one step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flows.xlsform.code import Code, Untranslatable, as_date, as_number, as_text, number_in, number_literal, quoted
from flows.xlsform.form import Cell, Item, flag
from flows.xlsform.lists import media
from flows.xlsform.scales import scale_of
from flows.xlsform.scope import Scope
from flows.xlsform.symbols import list_key, meaning_of
from flows.xlsform.translate import condition, translate
from flows.xlsform.words import word
from flows.xlsform.yaml_out import Expr, Table

if TYPE_CHECKING:
    from flows.xlsform.building import Builder


def write_step(build: Builder, item: Item, into: list[Table]) -> None:
    meaning, name = meaning_of(item), build.symbols.id_of(item)
    if meaning.adapted:
        what = f"'{item.name}' ({item.row.get('type')})"
        build.report.add("adapted", item.row.place, f"type.{item.type.base}", f"{what}: {meaning.adapted}")
    if not meaning.kind:
        return
    says = meaning.kind == "say" or item.row.get("appearance") == "label"
    table = Table().put("id", name).put("kind", "say" if says else meaning.kind)
    table.put("name", item.name if item.name != name else None)
    if meaning.adapted:
        table.comments.append(f"{item.row.place}: {meaning.adapted}")
    _said(build, item, table, into)
    build.relevant(item, table, into)
    table.put("media", media(item.row, build.report))
    if not says:
        _answered(build, item, table, into)
    into.append(table)
    build.told.add(name)
    if item.type.other:
        build.told.add(f"{name}_other")


def _said(build: Builder, item: Item, table: Table, into: list[Table]) -> None:
    name, texts, shown = build.symbols.id_of(item), item.row.texts, build.shown_in(item, into)
    labels = texts.get("label")
    if not labels:
        labels = texts.get("hint") or {build.texts.languages.source: Cell(item.name, item.row.place)}
        build.report.add(
            "note", item.row.place, "no_label", f"'{item.name}' has no label; its hint or name stands there"
        )
    table.put("prompt", build.texts.add(f"{name}.prompt", labels, shown))
    if "hint" in texts and texts.get("label"):
        table.put("hint", build.texts.add(f"{name}.hint", texts["hint"], shown, 1000))
    if "guidance_hint" in texts:
        table.put("why", build.texts.add(f"{name}.why", texts["guidance_hint"], shown, 1000))
        message = "the guidance is the answer to 'Why do you ask?'"
        build.report.add(
            "adapted", texts["guidance_hint"][next(iter(texts["guidance_hint"]))].place, "guidance", message
        )


def _answered(build: Builder, item: Item, table: Table, into: list[Table]) -> None:
    name = build.symbols.id_of(item)
    _choices(build, item, table, into)
    _numbers(build, item, table)
    write_required(build, item, table, into)
    if "required_message" in item.row.texts:
        message = build.texts.add(
            f"{name}.required_message", item.row.texts["required_message"], build.shown_in(item, into), 500
        )
        table.put("required_message", message)
    _default(build, item, table, into)
    write_constraints(build, item, table, into)


def _choices(build: Builder, item: Item, table: Table, into: list[Table]) -> None:
    name = build.symbols.id_of(item)
    if item.type.base == "acknowledge":
        label = build.texts.put(f"{name}.choice.ok", {lang: word("ok", lang) for lang in build.languages()})
        table.put("choices", [Table(inline=True).put("value", "ok").put("label", label).put("name", "OK")])
    key = list_key(item)
    if not item.type.list or key not in build.lists.ids:
        return
    table.put("list", build.lists.ids[key])
    build.first_use.setdefault(key, (item, frozenset(build.told)))
    columns = build.columns.get(key, {})
    text = item.row.get("choice_filter")
    code = build.cell(item, "choice_filter", lambda scope: condition(text, scope), into, table, attributes=columns)
    if code:
        table.put("filter", Expr(code.text))
        if f"choice.{columns['name'].id}" in code.text:
            build.columns_read.setdefault(key, set()).add("name")
    if item.type.other:
        said = {lang: word("specify", lang) for lang in build.languages()}
        table.put("other_prompt", build.texts.put(f"{name}_other.prompt", said))


def _numbers(build: Builder, item: Item, table: Table) -> None:
    base = item.type.base
    if base == "decimal":
        table.put("integer", False)
    if base == "percentage":
        table.put("min", 0).put("max", 100)
    if base != "range":
        return
    scale = scale_of(item.row.get("parameters"))
    table.put("min", _whole(scale.low)).put("max", _whole(scale.high))
    if scale.fractions:
        table.put("integer", False)


def _whole(number: float) -> int | float:
    return int(number) if float(number).is_integer() else number


def write_required(build: Builder, item: Item, table: Table, into: list[Table]) -> None:
    text = item.row.get("required")
    fixed = flag(text)
    if fixed is None:
        code = build.cell(item, "required", lambda scope: condition(text, scope, strict=True), into, table)
        table.put("required", Expr(code.text) if code else False)
    elif not fixed:
        table.put("required", False)


def _default(build: Builder, item: Item, table: Table, into: list[Table]) -> None:
    key = "default" if item.row.get("default") else "calculation" if item.row.get("calculation") else ""
    if not key:
        return
    if key == "calculation":
        item.row.cells["default"] = item.row.cells["calculation"]
        message = f"'{item.name}' is worked out again and again in the form; here the result is offered as a default"
        build.report.add("adapted", item.row.place_of(key), "calculation", message)
    code = build.cell(item, "default", lambda scope: _default_code(build, item, scope), into, table)
    table.put("default", Expr(code.text) if code else None)


def _default_code(build: Builder, item: Item, scope: Scope) -> Code:
    text = item.row.get("default")
    known = build.symbols[item.name] if build.symbols.by_name.get(item.name) is item else None
    type_ = known.type if known else meaning_of(item).type
    table = known.list.values if known and known.list else {}
    if "${" not in text and not re.search(r"[a-z-]\s*\(", text) and not _worked_out(text, type_):
        return _fixed_default(text, type_, table)
    code = translate(text, scope)
    if code.type == type_:
        return code
    if type_ == "number":
        return as_number(code)
    if type_ == "text":
        return as_text(code)
    if type_ == "date":
        return as_date(code)
    raise Untranslatable("the default of a selection has to be one of its choices")


def _worked_out(text: str, type_: str) -> bool:
    """`2 + 3` for a number: what is no number itself may still give one."""
    return type_ == "number" and number_in(text) is None and bool(re.search(r"\d\s*(?:[-+*]|div|mod)", text))


def _fixed_default(text: str, type_: str, table: dict[str, str] | object) -> Code:
    values = dict(table) if isinstance(table, dict) else {}
    if type_ == "number":
        number = number_in(text)
        if number is None:
            raise Untranslatable(f"'{text[:40]}' is no number")
        return number_literal(number)
    if type_ == "date":
        return as_date(Code(quoted(text), "text", literal=text))
    if type_ in ("choice", "choices"):
        chosen = text.split() if type_ == "choices" else [text]
        unknown = [name for name in chosen if name not in values]
        if unknown:
            raise Untranslatable(f"'{unknown[0][:40]}' is not in the list")
        listed = ", ".join(quoted(values[name]) for name in chosen)
        return Code(f"{{{listed}}}" if type_ == "choices" else listed, "choices")
    return Code(quoted(text), "text")


def write_constraints(build: Builder, item: Item, table: Table, into: list[Table]) -> None:
    own = _own_constraint(build, item, table, into)
    steps = _steps(build, item, 2 if own else 1)
    table.put("constraints", [constraint for constraint in (own, steps) if constraint] or None)


def _own_constraint(build: Builder, item: Item, table: Table, into: list[Table]) -> Table | None:
    name, text = build.symbols.id_of(item), item.row.get("constraint")
    fixed = flag(text)
    if not text or fixed:
        return None
    known = build.symbols.get(item.name) if build.symbols.by_name.get(item.name) is item else None
    code = build.cell(
        item, "constraint", lambda scope: condition(text, scope, strict=True), into, table, own=known, it=True
    )  # fmt: skip
    if code is None:
        return None
    given = item.row.texts.get("constraint_message")
    if given:
        message = build.texts.add(f"{name}.constraint.1", given, build.shown_in(item, into), 500)
    else:
        message = build.texts.put(
            f"{name}.constraint.1", {lang: word("constraint", lang) for lang in build.languages()}
        )
    return Table().put("test", Expr(code.text)).put("message", message)


def _steps(build: Builder, item: Item, number: int) -> Table | None:
    """A scale that goes by fives takes no 7."""
    scale = scale_of(item.row.get("parameters"))
    if item.type.base != "range" or not scale.leaves_out:
        return None
    said = {lang: word("steps", lang).replace("{numbers}", scale.told()) for lang in build.languages()}
    message = build.texts.put(f"{build.symbols.id_of(item)}.constraint.{number}", said)
    return Table().put("test", Expr(scale.test())).put("message", message)
