"""The German source of every text: read from `locales/sources/*.yaml`, joined by the caller with the flows' own texts.

German is written in one place only. A translator needs more than the sentence: what it is for (`note`) and how much
room there is (`max`), so a source carries both. The desk's own pages (`desk*.yaml`) have both their languages in one
file and stay out of the catalogues.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from locales.fast_yaml import SafeLoader

#: One entry of a source file: `text`, `{one, other}` or `{text | one and other, note, max}`.
Entry = str | Mapping[str, Any]


class SourceError(ValueError):
    """A source file that cannot be used; the message names file and text id."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text to translate. `forms` is one text, or singular and plural; `max` counts characters."""

    id: str
    forms: tuple[str, ...]
    note: str | None = None
    max: int | None = None

    @property
    def plural(self) -> bool:
        return len(self.forms) == 2

    @property
    def hash(self) -> str:
        """8 hex digits of the SHA-256 of the German text: what a translation was made from."""
        return hashlib.sha256("\0".join(self.forms).encode()).hexdigest()[:8]


def source(text_id: str, entry: Entry, where: str = "") -> Source:
    """One entry as a `Source`. Raises SourceError."""
    fields: Mapping[str, Any] = {"text": entry} if isinstance(entry, str) else entry
    if not isinstance(fields, Mapping) or fields.keys() - {"text", "one", "other", "note", "max"}:
        raise SourceError(f"{where}{text_id}: expected a text, {{one, other}} or {{text, note, max}}")
    forms = (fields["text"],) if "text" in fields else (fields.get("one"), fields.get("other"))
    if not all(isinstance(form, str) and form.strip() for form in forms):
        raise SourceError(f"{where}{text_id}: the German text is empty")
    return Source(text_id, tuple(str(form) for form in forms), fields.get("note"), fields.get("max"))


def merged(groups: Iterable[Mapping[str, Source]]) -> dict[str, Source]:
    """All groups as one table, in their order. Raises SourceError when an id has two homes."""
    everything: dict[str, Source] = {}
    for group in groups:
        if twice := everything.keys() & group.keys():
            raise SourceError(f"text ids with two homes: {', '.join(sorted(twice))}")
        everything.update(group)
    return everything


def sources_of(texts: Mapping[str, Entry], where: str = "") -> dict[str, Source]:
    return {text_id: source(text_id, entry, where) for text_id, entry in texts.items()}


class _UniqueKeys(SafeLoader):
    """YAML keeps the last of two equal keys in silence; a text lost that way is never found again."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        if twice := {key for key, times in Counter(keys).items() if times > 1}:
            raise SourceError(f"{node.start_mark}: listed twice: {', '.join(sorted(twice))}")
        return super().construct_mapping(node, deep)


def read_file(path: Traversable) -> dict[str, Source]:
    """One `sources/<area>.yaml`. Raises SourceError."""
    texts = yaml.load(path.read_text("utf-8"), Loader=_UniqueKeys) or {}  # noqa: S506 - derived from SafeLoader
    return sources_of(texts, f"{path.name}: ")


def interface_sources(folder: Traversable | None = None) -> dict[str, Source]:
    """Every text outside the flows, by id, in the order of the files. Raises SourceError."""
    folder = folder or files("locales") / "sources"
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".yaml")), key=lambda path: path.name)
    return merged(read_file(path) for path in paths if not path.name.startswith("desk"))
