"""What a variant says of one question: which keys differ, which choices go or come, and what the words were before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.loading import variant_fields as fields
from flows.loading.branches import changed, text_of
from flows.loading.nodes import Entry, Listing, Node, Scalar, Table
from flows.loading.reading import Report
from flows.problems import FlowProblem, suggestion

EMPTY = frozenset({"", "~", "null"})
#: What a change may not touch: an id is for ever, and what stands inside is added, removed and moved.
FIXED = frozenset({"id", "group", "repeat", "steps", "value"})
#: The texts a plain `was:` speaks of, whichever of them is reworded.
TEXTS = ("prompt", "text", "label", "title", "hint", "alt", "why", "desk", "message")


@dataclass(slots=True)
class Rewording:
    """`base`: what the variant stands on, for messages. `stale` fills with rewordings whose base was reworded since."""

    base: str
    report: Report
    stale: list[FlowProblem] = field(default_factory=list)

    def merged(self, base: Table, table: Table) -> Table:
        """The mapping with what the variant says of it."""
        set_anew: dict[str, Entry | None] = {}
        for key, entry in table.entries.items():
            if key in FIXED:
                self.report.add(entry.key, "variant.fixed", f"a variant cannot change '{key}'")
            elif key == fields.ADD_CHOICES:
                set_anew["choices"] = self.more_choices(set_anew.get("choices") or base.entries.get("choices"), entry)
            elif key == "choices" and isinstance(entry.node, Table):
                set_anew["choices"] = self.choices(base.entries.get("choices"), entry, entry.node)
            elif key != fields.WAS:
                set_anew[key] = self.value(base, key, entry)
        self.compare(base, table)
        return changed(base, set_anew)

    def value(self, base: Table, key: str, entry: Entry) -> Entry | None:
        node = entry.node
        if not isinstance(node, Scalar) or not node.plain or node.text not in EMPTY:
            return entry
        if key not in base.entries:
            hint = suggestion(key, base.entries)
            self.report.add(entry.key, "variant.unknown_key", f"there is no '{key[:60]}' to take away{hint}")
        return None

    def choices(self, base: Entry | None, entry: Entry, table: Table) -> Entry | None:
        """Choices by value: what differs; an empty one is taken away."""
        if base is None or not isinstance(base.node, Listing):
            self.report.add(entry.key, "variant.no_choices", "this step has no choices of its own in the base")
            return base
        known = {text_of(item, "value") or "": item for item in base.node.items if isinstance(item, Table)}
        kept: dict[str, Node] = dict(known)
        for value, inner in table.entries.items():
            if value not in known:
                message = f"'{self.base}' has no choice '{value[:60]}' here{suggestion(value, known)}"
                self.report.add(inner.key, "variant.unknown_choice", message)
            elif isinstance(inner.node, Table):
                kept[value] = self.merged(known[value], inner.node)
            elif isinstance(inner.node, Scalar) and inner.node.text in EMPTY:
                del kept[value]
            else:
                self.report.add(inner.node.where, "flow.shape", f"'{value[:60]}' is a mapping of the keys that differ")
        return Entry(base.key, Listing(tuple(kept.values()), base.node.where))

    def more_choices(self, base: Entry | None, entry: Entry) -> Entry | None:
        """At the end, but before those that clear all others ("none of these")."""
        if base is None or not isinstance(base.node, Listing) or not isinstance(entry.node, Listing):
            self.report.add(entry.key, "variant.no_choices", "add_choices is a list, for a step with own choices")
            return base
        ordinary = [item for item in base.node.items if not _exclusive(item)]
        last = [item for item in base.node.items if _exclusive(item)]
        return Entry(base.key, Listing((*ordinary, *entry.node.items, *last), base.node.where))

    def compare(self, base: Table, table: Table) -> None:
        """`was` against what the base says now."""
        entry = table.entries.get(fields.WAS)
        if entry is None:
            return
        for key, node in self.was(table, entry).items():
            now = text_of(base, key)
            if not isinstance(node, Scalar):
                self.report.add(node.where, "flow.value", "'was': expected the text of the base, or {key: text}")
            elif now != node.text.strip():
                said = f"now says '{_short(now)}'" if now else f"has no '{key}' any more"
                message = f"this rewords a text of '{self.base}' that {said}; read it again and update 'was'"
                self.stale.append(FlowProblem.at(node.where, "variant.stale", message))

    def was(self, table: Table, entry: Entry) -> Mapping[str, Node]:
        if isinstance(entry.node, Table):
            return {key: inner.node for key, inner in entry.node.entries.items()}
        reworded = [key for key in TEXTS if key in table.entries]
        if len(reworded) == 1:
            return {reworded[0]: entry.node}
        self.report.add(entry.key, "variant.was", "with several texts say which: was: {prompt: …, hint: …}")
        return {}


def _exclusive(item: Node) -> bool:
    return isinstance(item, Table) and text_of(item, "exclusive") == "true"


def _short(text: str) -> str:
    line = text.strip().splitlines()[0]
    return line if len(line) <= 80 else line[:79] + "…"
