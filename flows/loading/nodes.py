"""YAML text -> a small tree of marked nodes, with nothing in it that can blow up.

Built from parser events, so that depth, aliases and size are refused while reading, not after. Scalars keep their raw
text (`no` is a choice value, not False); what a field expects decides how it is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from flows.problems import FlowError, FlowProblem, Position
from locales.fast_yaml import SafeLoader

MAX_BYTES = 1_000_000
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Scalar:
    """`first` is the place of the first character inside quotes or block; `exact`: columns in it can be counted."""

    text: str
    plain: bool
    where: Position
    first: Position
    exact: bool


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[Node, ...]
    where: Position


@dataclass(frozen=True, slots=True)
class Entry:
    key: Position
    node: Node


@dataclass(frozen=True, slots=True)
class Table:
    entries: dict[str, Entry]
    where: Position


Node = Scalar | Listing | Table


def read(text: str, file: str, problems: list[FlowProblem]) -> Node:
    """The one document in `text`. Duplicate keys go to `problems`; whatever cannot be read raises FlowError."""
    start = Position(file)
    if len(text) > MAX_BYTES or len(text.encode(errors="replace")) > MAX_BYTES:
        raise _refused(start, "yaml.too_large", f"a flow has at most {MAX_BYTES} bytes")
    try:
        return _Builder(text, file, problems).document()
    except yaml.MarkedYAMLError as slip:
        mark = slip.problem_mark or slip.context_mark
        where = Position(file, mark.line + 1, mark.column + 1) if mark else start
        raise _refused(where, "yaml.syntax", slip.problem or "this is not YAML") from None
    except (yaml.YAMLError, ValueError):  # characters YAML does not allow, lone surrogates
        raise _refused(start, "yaml.syntax", "the file holds characters that YAML does not allow") from None


def _refused(where: Position, code: str, message: str) -> FlowError:
    return FlowError([FlowProblem.at(where, code, message)])


class _Builder:
    def __init__(self, text: str, file: str, problems: list[FlowProblem]) -> None:
        self.file = file
        self.lines = text.splitlines()
        self.problems = problems
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=SafeLoader)

    def document(self) -> Node:
        next(self.events)  # start of the stream
        if isinstance(next(self.events), yaml.StreamEndEvent):
            raise _refused(Position(self.file), "yaml.empty", "the file is empty; a flow was expected")
        node = self.node(next(self.events), 1)
        next(self.events)  # end of the document
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise _refused(self.at(after), "yaml.documents", "one file holds one flow; remove the second document")
        return node

    def at(self, event: yaml.Event) -> Position:
        mark = event.start_mark
        return Position(self.file, mark.line + 1, mark.column + 1) if mark else Position(self.file)

    def node(self, event: yaml.Event, depth: int) -> Node:
        self.refuse(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.listing(event, depth)
        return self.table(event, depth)

    def refuse(self, event: yaml.Event, depth: int) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refused(self.at(event), "yaml.alias", "anchors (&) and aliases (*) are not allowed: write it out")
        if getattr(event, "tag", None):
            raise _refused(self.at(event), "yaml.tag", "tags (!) are not allowed")
        if depth > MAX_DEPTH:
            raise _refused(self.at(event), "yaml.too_deep", f"lists and mappings nest at most {MAX_DEPTH} deep")

    def listing(self, start: yaml.Event, depth: int) -> Listing:
        items: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, depth + 1))
        return Listing(tuple(items), self.at(start))

    def table(self, start: yaml.Event, depth: int) -> Table:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key, node = self.node(event, depth + 1), self.node(next(self.events), depth + 1)
            if not isinstance(key, Scalar):
                raise _refused(key.where, "yaml.key", "a key is a word, not a list or mapping")
            if key.text in entries:
                message = f"'{key.text}' stands twice here, first in line {entries[key.text].key.line}"
                self.problems.append(FlowProblem.at(key.where, "yaml.duplicate_key", message))
            entries.setdefault(key.text, Entry(key.where, node))
        return Table(entries, self.at(start))

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        where = self.at(event)
        first = self.first(event, where)
        line = self.lines[first.line - 1] if first.line <= len(self.lines) else ""
        exact = event.style == "|" or line[first.column - 1 :].startswith(event.value)
        return Scalar(event.value, not event.style, where, first, exact)

    def first(self, event: yaml.ScalarEvent, where: Position) -> Position:
        if event.style in ("'", '"'):
            return where.right(1)
        if event.style not in ("|", ">"):
            return where
        line = self.lines[where.line] if where.line < len(self.lines) else ""
        return Position(where.file, where.line + 1, len(line) - len(line.lstrip()) + 1)
