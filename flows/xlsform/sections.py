"""Sections of the flow from the top-level groups of the form; a group too long for one is split at its subgroups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flows.xlsform import names
from flows.xlsform.building import Builder
from flows.xlsform.form import Item
from flows.xlsform.ours_rows import is_section
from flows.xlsform.yaml_out import Table

MOST = 180  # items of one section; the loader takes 200


@dataclass(slots=True)
class Part:
    """`group`: the group it is named after, None for loose questions."""

    group: Item | None
    items: list[Item] = field(default_factory=list)


def sections(build: Builder, title: str) -> list[Table]:
    """The sections, each with at least one item."""
    parts = list(_parts(build.symbols.form.root, None))
    made = names.ids([_name(build, part, at) for at, part in enumerate(parts, 1)], taken=build.symbols.ids.values())
    tables: list[Table] = []
    carried: list[Table] = []
    for at, part in enumerate(parts, 1):
        if part.group is not None and is_section(part.group):
            tables.append(build.reader.section(part.group, carried))
            carried = []
            continue
        name = made[_name(build, part, at)]
        steps = build.items(part.items, carried)
        if part is parts[-1]:
            build.flush((), steps)
            build.give_up((), steps)
        if not any(_asks(step) for step in steps) and part is not parts[-1]:
            carried = steps  # calculations alone are no section: they go into the next one
            continue
        carried = []
        if steps:
            said = _title(build, part, name, title)
            tables.append(Table().put("id", name).put("title", said).put("steps", steps))
    return tables


def _asks(table: Table) -> bool:
    return ("kind", "computed") not in table.entries


def _parts(item: Item, group: Item | None) -> Iterator[Part]:
    """Runs of loose questions, and each group by itself."""
    loose = Part(group)
    for child in item.children:
        if child.encloses and not child.repeats:
            if loose.items:
                yield loose
                loose = Part(group)
            yield from _split(child)
        else:
            loose.items.append(child)
            if _size(loose.items) >= MOST:
                yield loose
                loose = Part(group)
    if loose.items:
        yield loose


def _split(group: Item) -> Iterator[Part]:
    if is_section(group) or _size([group]) <= MOST or group.row.get("relevant"):
        yield Part(group, [group])
    else:
        yield from _parts(group, group)


def _size(items: list[Item]) -> int:
    return sum(1 + _size(item.children) for item in items)


def _name(build: Builder, part: Part, at: int) -> str:
    base = build.symbols.key(part.group) if part.group else "part"
    return f"{base} section {at}" if part.group is None or part.items != [part.group] else f"{base} section"


def _title(build: Builder, part: Part, name: str, title: str) -> str:
    """The label of its group, or the title of the form."""
    path = f"section.{name}"
    labels = part.group.row.texts.get("label") if part.group else None
    if labels and not any("${" in cell.text for cell in labels.values()):
        return build.texts.add(path, labels, None, 100)
    return build.texts.put(path, dict.fromkeys(build.languages(), title))
