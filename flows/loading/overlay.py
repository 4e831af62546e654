"""A variant: a small file that says in what a municipality's questions differ from the shared ones.

It is applied to the nodes of its base before anything is checked, so the loader sees one flow, and every slip is told
in the file where it stands. A text that stands in the variant's file has an id of its own (`kim-intake@luenen.…`), so
that its translations are its own; untouched texts keep the translations of the base.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from flows.loading import variant_fields as fields
from flows.loading.branches import Branch, Tree, branch_of, changed, text_of, tree_of
from flows.loading.nodes import Entry, Listing, Node, Scalar, Table
from flows.loading.reading import Found, Report, read_fields
from flows.loading.rewording import Rewording
from flows.problems import FlowProblem, Position, suggestion


@dataclass(frozen=True, slots=True)
class Overlay:
    """One variant file, its keys checked. `base`: the id of the flow, or the key of another variant."""

    key: str
    base: str
    file: str
    found: Found


@dataclass(slots=True)
class Applied:
    """The nodes of the variant. `stale`: rewordings whose base has been reworded since. `removed`: id -> where."""

    node: Node
    stale: list[FlowProblem] = field(default_factory=list)
    removed: dict[str, Position] = field(default_factory=dict)


def read_overlay(node: Node, report: Report) -> Overlay | None:
    """None when it cannot be used at all; `report` says why."""
    found = read_fields(node, fields.VARIANT, fields.VARIANT_REQUIRED, "a variant", report)
    if found is None or not found.get("for") or not found.get("variant_of"):
        return None
    return Overlay(found.get("for"), found.get("variant_of"), node.where.file, found)


def apply(overlay: Overlay, base: Node, report: Report) -> Applied:
    """The base as the variant wants it. What does not fit the base goes to `report`."""
    tree = tree_of(base)
    if tree is None:
        return Applied(base)
    rewording = Rewording(overlay.base, report)
    work = _Work(overlay, tree, report, rewording)
    work.all()
    return Applied(tree.node(), rewording.stale, work.removed)


@dataclass(slots=True)
class _Work:
    overlay: Overlay
    tree: Tree
    report: Report
    rewording: Rewording
    removed: dict[str, Position] = field(default_factory=dict)

    def all(self) -> None:
        """In this order, so that one may add to a new section, and move what was added."""
        title = self.overlay.found.table.entries.get("title")
        if title is not None:
            self.tree.flow = changed(self.tree.flow, {"title": title})
        self.each("sections", self.section)
        for item in self.listing("remove"):
            self.remove(item)
        self.each("change", self.change)
        for item in self.listing("add"):
            self.add(item)
        for item in self.listing("move"):
            self.move(item)
        self.tree.sections = list(_pruned(self.tree.sections))

    # --- reading the overlay ------------------------------------------------------------------------------------------

    def each(self, key: str, act: Callable[[str, Entry, Table], None]) -> None:
        entry = self.overlay.found.table.entries.get(key)
        if entry is None or not isinstance(entry.node, Table):
            return  # a wrong shape was told when the file was read
        for name, inner in entry.node.entries.items():
            if isinstance(inner.node, Table):
                act(name, inner, inner.node)
            else:
                self.report.add(inner.node.where, "flow.shape", f"'{name[:60]}' is a mapping of the keys that differ")

    def listing(self, key: str) -> Iterable[Node]:
        entry = self.overlay.found.table.entries.get(key)
        return entry.node.items if entry is not None and isinstance(entry.node, Listing) else ()

    def unknown(self, where: Position, what: str, name: str, known: Iterable[str]) -> None:
        gone = self.removed.get(name)
        hint = f"; it is removed in line {gone.line}" if gone else suggestion(name, known)
        message = f"'{self.overlay.base}' has no {what} '{name[:60]}'{hint}"
        self.report.add(where, f"variant.unknown_{what}", message)

    def found(self, name: str, where: Position) -> tuple[list[Branch], int] | None:
        place = self.tree.place(name)
        if place is None:
            self.unknown(where, "step", name, self.tree.names())
        return place

    # --- operations ---------------------------------------------------------------------------------------------------

    def section(self, name: str, entry: Entry, table: Table) -> None:
        known = self.tree.section(name)
        if known is not None:
            known.table = self.rewording.merged(known.table, table)
        elif "steps" not in table.entries:
            names = [section.name or "" for section in self.tree.sections]
            self.unknown(entry.key, "section", name, names)
        else:
            self.new_section(name, entry, table)

    def new_section(self, name: str, entry: Entry, table: Table) -> None:
        after = text_of(table, "after")
        at = len(self.tree.sections)
        if after is not None:
            names = [section.name or "" for section in self.tree.sections]
            if after not in names:
                self.unknown(table.entries["after"].node.where, "section", after, names)
                return
            at = names.index(after) + 1
        branch = branch_of(changed(table, {"after": None, "id": Entry(entry.key, _scalar(name, entry.key))}))
        if branch is not None and self.all_new(branch.inner or []):
            self.tree.sections.insert(at, branch)

    def remove(self, item: Node) -> None:
        if not isinstance(item, Scalar):
            return  # told when the file was read
        place = self.found(item.text, item.where)
        if place is None:
            return
        siblings, at = place
        for name in _names(siblings.pop(at)):
            self.removed[name] = item.where

    def change(self, name: str, entry: Entry, table: Table) -> None:
        place = self.found(name, entry.key)
        if place is not None:
            siblings, at = place
            siblings[at].table = self.rewording.merged(siblings[at].table, table)

    def add(self, item: Node) -> None:
        found = read_fields(item, fields.ADD, (), "an addition", self.report)
        place = self.target(found) if found else None
        if found is None or place is None:
            return
        step = found.table.entries.get("step")
        given = [*([step.node] if step else []), *found.tables("steps")]
        if not given:
            self.report.add(item.where, "flow.missing", "an addition needs 'step' or 'steps'")
        branches = [branch for node in given if (branch := branch_of(node))]
        if self.all_new(branches):
            siblings, at = place
            siblings[at:at] = branches

    def all_new(self, branches: list[Branch]) -> bool:
        known = self.tree.names()
        twice = [(name, branch) for branch in branches for name in _names(branch) if name in known]
        for name, branch in twice:
            message = f"there is a step '{name}' already ({known[name].file}:{known[name].line}); change it instead"
            self.report.add(branch.table.where, "variant.twice", message)
        return not twice

    def move(self, item: Node) -> None:
        found = read_fields(item, fields.MOVE, ("step",), "a move", self.report)
        name = found.get("step") if found else None
        if found is None or name is None:
            return
        origin = self.found(name, found.at("step"))
        if origin is None or self.target(found) is None:
            return
        branch = origin[0].pop(origin[1])
        place = self.target(found)
        if place is None:  # beside itself, or inside itself
            origin[0].insert(origin[1], branch)
            return
        place[0].insert(place[1], branch)

    def target(self, found: Found) -> tuple[list[Branch], int] | None:
        """Where something goes: a list of steps and a place in it."""
        said = [key for key in fields.PLACES if found.get(key)]
        if len(said) != 1:
            self.report.add(found.table.where, "variant.place", f"say one of {', '.join(fields.PLACES)}")
            return None
        key, name, where = said[0], found.get(said[0]), found.at(said[0])
        if key == "section":
            section = self.tree.section(name)
            if section is None or section.inner is None:
                self.unknown(where, "section", name, [known.name or "" for known in self.tree.sections])
                return None
            return section.inner, len(section.inner)
        place = self.found(name, where)
        return place and (place[0], place[1] + (key == "after"))


def _names(branch: Branch) -> list[str]:
    inside = [name for inner in branch.inner or [] for name in _names(inner)]
    return [*([branch.name] if branch.name else []), *inside]


def _pruned(branches: Iterable[Branch]) -> Iterable[Branch]:
    """Without sections and groups of which nothing is left."""
    for branch in branches:
        if branch.inner is not None:
            branch = replace(branch, inner=list(_pruned(branch.inner)))
        if branch.inner is None or branch.inner:
            yield branch


def _scalar(text: str, where: Position) -> Scalar:
    return Scalar(text, True, where, where, True)
