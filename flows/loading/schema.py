"""The JSON Schemas of flow and variant files, made from the same tables the loader reads: editors complete and check.

python -m flows.loading.schema > flows/schema/flow.schema.json
python -m flows.loading.schema variant > flows/schema/variant.schema.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

import flows.kinds  # noqa: F401  registers every kind of step
from flows.kinds.base import KINDS, Kind
from flows.loading import fields, variant_fields
from flows.loading.outline_steps import misfits, required_keys
from flows.loading.rewording import FIXED as OVERLAY_FIXED
from flows.pictograms import PICTOGRAMS


def build() -> dict[str, Any]:
    """The schema of a whole flow."""
    kinds = {f"step_{name}": _step(KINDS[name]) for name in sorted(KINDS)}
    parts = {
        "section": _mapping(fields.SECTION, fields.SECTION_REQUIRED),
        "choice": _choice(),
        "constraint": _mapping(fields.CONSTRAINT, fields.CONSTRAINT_REQUIRED),
        "step": _any_step(),
        "group": _mapping(fields.GROUP, fields.GROUP_REQUIRED),
        "repeat": _repeat(),
        "computed": _mapping(fields.COMPUTED, fields.COMPUTED_REQUIRED),
        "item": _any_item(),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A flow of KIM-Lotse",
        **_mapping(fields.FLOW, fields.FLOW_REQUIRED),
        "$defs": {**parts, **kinds},
    }


def build_variant() -> dict[str, Any]:
    """The schema of a variant file. A change may give any key of a step, or an empty value to take it away."""
    options = {key: schema for kind in KINDS.values() for key, schema in kind.options.items()}
    known = {key: schema for key, schema in {**fields.STEP, **options}.items() if key not in OVERLAY_FIXED}
    change = {
        **{key: {"description": str(schema.get("description", ""))} for key, schema in sorted(known.items())},
        variant_fields.WAS: {"description": "the text of the base this was written against, or {key: text}"},
        variant_fields.ADD_CHOICES: {"description": "more choices, put before those that clear all others"},
    }
    schema = _mapping(variant_fields.VARIANT, variant_fields.VARIANT_REQUIRED)
    schema["properties"]["change"]["additionalProperties"] = {
        "type": "object",
        "properties": change,
        "additionalProperties": False,
    }
    parts = build()["$defs"]
    own = {"add": _mapping(variant_fields.ADD, ()), "move": _mapping(variant_fields.MOVE, ("step",))}
    own["add"]["properties"]["step"] = {"$ref": "#/$defs/step"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A variant of a flow of KIM-Lotse",
        **schema,
        "$defs": {**parts, **own},
    }


def _mapping(known: fields.Fields, required: Sequence[str]) -> dict[str, Any]:
    properties = {key: dict(schema) for key, schema in known.items()}
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _repeat() -> dict[str, Any]:
    repeat = _mapping(fields.REPEAT, fields.REPEAT_REQUIRED)
    repeat["properties"]["ask"] = _mapping(fields.ASK, fields.ASK_REQUIRED)
    return repeat


def _choice() -> dict[str, Any]:
    """Editors offer the pictograms there are; the loader takes any name, and the lint says which it does not know."""
    choice = _mapping(fields.CHOICE, fields.CHOICE_REQUIRED)
    choice["properties"]["icon"]["enum"] = sorted(PICTOGRAMS)
    return choice


def _any_item() -> dict[str, Any]:
    """A group and a repeat are known by their first key, a computed value by its kind; everything else is a step."""

    def has(key: str) -> dict[str, Any]:
        return {"type": "object", "required": [key]}

    def ref(name: str) -> dict[str, str]:
        return {"$ref": f"#/$defs/{name}"}

    works_out = {"type": "object", "properties": {"kind": {"const": "computed"}}, "required": ["kind"]}
    otherwise = {"if": works_out, "then": ref("computed"), "else": ref("step")}
    return {
        "if": has("group"),
        "then": ref("group"),
        "else": {"if": has("repeat"), "then": ref("repeat"), "else": otherwise},
    }


def _any_step() -> dict[str, Any]:
    """Which keys a step has depends on its kind."""
    kind = {"enum": sorted(KINDS), "description": "; ".join(f"{name}: {KINDS[name].summary}" for name in sorted(KINDS))}
    branches = [
        {"if": {"properties": {"kind": {"const": name}}}, "then": {"$ref": f"#/$defs/step_{name}"}}
        for name in sorted(KINDS)
    ]
    return {"type": "object", "properties": {"kind": kind}, "required": ["id", "kind"], "allOf": branches}


def _step(kind: Kind) -> dict[str, Any]:
    wrong = misfits(kind)
    known = {key: schema for key, schema in fields.STEP.items() if key not in wrong}
    return _mapping({**known, **kind.options, "kind": {"const": kind.name}}, required_keys(kind))


if __name__ == "__main__":
    made = build_variant() if sys.argv[1:] == ["variant"] else build()
    print(json.dumps(made, indent=1, ensure_ascii=False))
