"""Every key a variant file may hold, as JSON Schema, in the manner of `fields`."""

from __future__ import annotations

from flows.loading.fields import FLOW, FORMAT, Fields, listing, text

FLOW_ID = FLOW["id"]
KEY = {
    "type": "string",
    "pattern": "^[a-z][a-z0-9-]{0,39}$",
    "description": "a municipality or district: lower-case letters, digits and -, such as luenen or kreis-unna",
}
STEP = {"type": "string", "description": "the id of a step, group or repeat of the base"}
SECTION = {"type": "string", "description": "the id of a section of the base"}

VARIANT: Fields = {
    "$schema": {"type": "string", "description": "the place of variant.schema.json, for editors"},
    "format": {"const": FORMAT, "type": "integer", "description": f"{FORMAT}, the version of this file format"},
    "variant_of": {**KEY, "description": "the id of the flow, or the 'for' of another variant of it"},
    "for": KEY,
    "title": text(200, "the flow's title in this variant"),
    "note": text(1000, "why this variant exists, for colleagues"),
    "sections": {"type": "object", "description": "section id: what differs (title), or a new section with its steps"},
    "change": {"type": "object", "description": "step id: the keys that differ; an empty value takes a key away"},
    "remove": {
        "type": "array",
        "items": {"type": "string"},
        "minItems": 1,
        "maxItems": 200,
        "description": "a list of ids of steps, groups and repeats",
    },
    "add": listing("add", 200, "a list of places with the steps that come there"),
    "move": listing("move", 200, "a list of steps with the places they go to"),
}
VARIANT_REQUIRED = ("format", "variant_of", "for")

_PLACE: Fields = {
    "after": {**STEP, "description": "the id of the step, group or repeat it comes after"},
    "before": {**STEP, "description": "the id of the step, group or repeat it comes before"},
    "section": {**SECTION, "description": "the id of the section at whose end it comes"},
}
ADD: Fields = {
    **_PLACE,
    "step": {"type": "object", "description": "one step"},
    "steps": listing("step", 200, "a list of steps"),
}
MOVE: Fields = {"step": STEP, **_PLACE}
PLACES = tuple(_PLACE)

#: What a change says besides the keys of a step.
WAS = "was"
ADD_CHOICES = "add_choices"
