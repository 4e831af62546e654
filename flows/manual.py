"""The tables of `docs/flows.md`, made from what the loader reads, so that the manual cannot say anything else.

In the manual each stands between two comments; what stands around them is written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import flows.kinds  # noqa: F401  registers every kind of step
from flows.kinds.base import KINDS, Kind
from flows.loading import fields, variant_fields
from flows.loading.fields import Fields
from flows.loading.outline_steps import misfits, required_keys
from flows.packaging import files, media
from flows.pictograms import GROUPS

BLOCK = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

#: Names of tables in the manual, where the name in the code would not do.
_SAID = {"FLOW": "the file", "ADD": "an entry of `add`", "MOVE": "an entry of `move`", "VARIANT": "the variant file"}


def written(manual: str) -> str:
    """The manual with every made part anew. Raises KeyError for a part nobody makes."""
    return BLOCK.sub(lambda block: f"{block[1]}\n{PARTS[block[2]]()}\n\n{block[3]}", manual)


# --- keys -------------------------------------------------------------------------------------------------------------


def _tables(module: Any) -> Iterator[tuple[str, Fields, tuple[str, ...]]]:
    """Every table of keys of a module with its name and the keys it cannot do without."""
    for name, table in vars(module).items():
        is_table = name.isupper() and not name.startswith("_") and isinstance(table, Mapping) and table
        if is_table and all(isinstance(schema, Mapping) for schema in table.values()) and "type" not in table:
            yield name, table, getattr(module, f"{name}_REQUIRED", ())


def _keys(module: Any) -> str:
    return "\n\n".join(_table(name, table, required) for name, table, required in _tables(module))


def _table(name: str, table: Fields, required: tuple[str, ...]) -> str:
    said = _SAID.get(name, f"a {name.lower().replace('_', ' ')}")
    rows = [f"| `{key}`{' (always)' if key in required else ''} | {_cell(schema)} |" for key, schema in table.items()]
    return "\n".join([f"Keys of {said}:", "", "| key | takes |", "|---|---|", *rows])


def _cell(schema: Mapping[str, Any]) -> str:
    said = str(schema.get("description") or _shape(schema)).rstrip(".").replace("|", "\\|")
    limits = {
        "maxLength": "at most {} characters",
        "maxItems": "at most {}",
        "maximum": "at most {}",
        "minimum": "at least {}",
    }
    bounds = [words.format(schema[key]) for key, words in limits.items() if key in schema]
    new = [bound for bound in bounds if bound.split()[2] not in said.split() and "up to" not in said]
    default = [f"default {_yaml(schema['default'])}"] if "default" in schema else []
    return "; ".join([said, *new, *default])


def _shape(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    return f"a value of type {schema.get('type', 'any')}"


def _yaml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# --- kinds ------------------------------------------------------------------------------------------------------------


def _kinds() -> str:
    return "\n\n".join(_kind(KINDS[name]) for name in sorted(KINDS))


def _kind(kind: Kind) -> str:
    always = [key for key in required_keys(kind) if key not in fields.STEP_REQUIRED]
    never = sorted(misfits(kind) - {"text", "prompt"})
    facts = [f"answer: {_answer(kind)}", f"{kind.seconds:g} seconds to answer"]
    facts += [f"needs {', '.join(f'`{key}`' for key in always)}"] if always else []
    facts += [f"takes no {', '.join(f'`{key}`' for key in never)}"] if never else []
    own = [f"- `{key}`: {_cell(schema)}" for key, schema in kind.options.items()]
    parts = [
        f"### `{kind.name}`",
        "",
        kind.summary,
        "",
        f"{'; '.join(facts)}.".capitalize(),
        *(["", *own] if own else []),
    ]
    return "\n".join([*parts, "", "```yaml", kind.example.rstrip(), "```"])


def _answer(kind: Kind) -> str:
    words = {"none": "none", "bool": "yes or no", "choices": "many choices"}
    return words.get(kind.value_type, f"a {kind.value_type}")


# --- packages ---------------------------------------------------------------------------------------------------------


def _limits() -> str:
    rows = [f"| {part} | {_size(files.LARGEST[part])} |" for part in files.LARGEST]
    last = f"A package has at most {files.MOST_FILES} files and {_size(files.MOST_BYTES)} altogether."
    return "\n".join(["| file | at most |", "|---|---|", *rows, "", last])


def _size(count: int) -> str:
    return f"{count // 1_000_000} MB"


def _media() -> str:
    return f"Media: {', '.join(f'`.{suffix}`' for suffix in media.TYPES)}."


# --- pictograms -------------------------------------------------------------------------------------------------------


def _pictograms() -> str:
    rows = [f"| {about} | {', '.join(f'`{name}`' for name in names)} |" for about, names in GROUPS.items()]
    return "\n".join(["| about | `icon` |", "|---|---|", *rows])


PARTS: Mapping[str, Callable[[], str]] = {
    "keys": lambda: _keys(fields),
    "kinds": _kinds,
    "variant_keys": lambda: _keys(variant_fields),
    "limits": _limits,
    "pictograms": _pictograms,
    "media": _media,
}
