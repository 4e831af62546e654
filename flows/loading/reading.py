"""Reads one mapping of a flow file against its table of fields; collects every problem instead of stopping."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson
from jsonschema import Draft202012Validator

from flows.loading.fields import Fields, Schema
from flows.loading.nodes import Entry, Listing, Node, Scalar, Table
from flows.problems import FlowProblem, Position, listed, suggestion

_INT = re.compile(r"[-+]?[0-9]{1,15}")
_FLOAT = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(slots=True)
class Report:
    """Collects the problems of one file."""

    problems: list[FlowProblem] = field(default_factory=list)

    def add(self, where: Position, code: str, message: str) -> None:
        self.problems.append(FlowProblem.at(where, code, message))


@dataclass(frozen=True, slots=True)
class Found:
    """A mapping that was read: the values that fit, and where each stands (`where` itself for missing keys)."""

    values: Mapping[str, Any]
    table: Table

    def get(self, key: str, default: Any = None) -> Any:
        return self.values.get(key, default)

    def at(self, key: str) -> Position:
        entry = self.table.entries.get(key)
        return entry.node.where if entry else self.table.where

    def scalar(self, key: str) -> Scalar | None:
        """The node behind a value that was read, for positions inside it."""
        node = self.table.entries[key].node if key in self.values else None
        return node if isinstance(node, Scalar) else None

    def tables(self, key: str) -> tuple[Table, ...]:
        found: tuple[Table, ...] = self.values.get(key, ())
        return found


def read_fields(node: Node, fields: Fields, required: Sequence[str], what: str, report: Report) -> Found | None:
    """Values of the known keys that fit their schema. None when there is no mapping at all."""
    if not isinstance(node, Table):
        report.add(node.where, "flow.shape", f"{what} is a mapping of keys such as {listed(required)}")
        return None
    _missing(node, required, what, report)
    values = {}
    for key, entry in node.entries.items():
        if key not in fields:
            _unknown(key, entry, fields, what, report)
        elif (value := _field(key, entry.node, fields[key], report)) is not _BAD:
            values[key] = value
    return Found(values, node)


def _missing(node: Table, required: Sequence[str], what: str, report: Report) -> None:
    for key in required:
        if key not in node.entries:
            report.add(node.where, "flow.missing", f"{what} needs '{key}'")


def _unknown(key: str, entry: Entry, fields: Fields, what: str, report: Report) -> None:
    hint = suggestion(key, fields) or f"; known: {listed(fields, 30)}"
    report.add(entry.key, "flow.unknown_key", f"{what} has no key '{key[:60]}'{hint}")


_BAD = object()


def _field(key: str, node: Node, schema: Schema, report: Report) -> Any:
    if "$ref" in schema.get("items", ()):
        return _tables(key, node, schema, report)
    value = plain(node, schema)
    if _validator(orjson.dumps(schema)).is_valid(value):
        return value
    report.add(node.where, "flow.value", f"'{key}': expected {expected(schema)}")
    return _BAD


def _tables(key: str, node: Node, schema: Schema, report: Report) -> Any:
    """Mappings inside a list are read by their own tables later; here only that there are some, and not too many."""
    if not isinstance(node, Listing) or not node.items:
        report.add(node.where, "flow.value", f"'{key}': expected {expected(schema)}")
        return _BAD
    if len(node.items) > schema["maxItems"]:
        report.add(node.where, "flow.too_many", f"'{key}' has at most {schema['maxItems']} entries")
        return _BAD
    return node.items


def expected(schema: Schema) -> str:
    """What a field takes, in words."""
    bounds = {"minimum": "at least", "maximum": "at most", "maxLength": "at most", "pattern": "matching"}
    said = [f"{word} {schema[name]}" for name, word in bounds.items() if name in schema]
    if "description" in schema:
        return str(schema["description"])
    if "enum" in schema:
        return f"one of {listed(map(str, schema['enum']))}"
    return " ".join([f"a value of type {schema.get('type', 'any')}", *said])


def plain(node: Node, schema: Schema) -> Any:
    """The node as JSON; `schema` decides whether `no` or `05316` is a text."""
    if isinstance(node, Listing):
        return [plain(item, schema.get("items", {})) for item in node.items]
    if isinstance(node, Table):
        inner = schema.get("properties", {})
        return {key: plain(entry.node, inner.get(key, {})) for key, entry in node.entries.items()}
    kinds = schema.get("type", ())
    if "string" in ([kinds] if isinstance(kinds, str) else kinds):
        return node.text.strip() or None
    return _scalar(node)


def _scalar(node: Scalar) -> Any:
    if not node.plain:
        return node.text.strip()
    if node.text in _WORDS:
        return _WORDS[node.text]
    if _INT.fullmatch(node.text):
        return int(node.text)
    return float(node.text) if _FLOAT.fullmatch(node.text) else node.text


@lru_cache(maxsize=1000)
def _validator(schema: bytes) -> Draft202012Validator:
    return Draft202012Validator(orjson.loads(schema))
