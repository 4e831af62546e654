"""Every key a flow file may hold, as JSON Schema: the loader, the published schema and the manual read this one table.

`description` says what is expected; the loader puts it into its messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
Fields = Mapping[str, Schema]

FORMAT = 2
PURPOSES = ("intake", "handover", "special", "statistics", "messenger", "referral", "collect")
ENDINGS = ("refused", "jugendamt", "done")


def text(most: int, description: str) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": most, "description": description}


def flag(description: str) -> Schema:
    return {"type": "boolean", "description": f"true or false: {description}"}


def listing(items: str, most: int, description: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/$defs/{items}"}, "minItems": 1, "maxItems": most,
            "description": description}  # fmt: skip


def expression(description: str) -> Schema:
    return {"type": ["string", "boolean"], "minLength": 1, "description": f"an expression: {description}"}


ID: Schema = {
    "type": "string",
    "pattern": "^[a-z][a-z0-9_]{0,23}$",
    "description": "a name of lower-case letters, digits and _, at most 24, starting with a letter",
}
FILE: Schema = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", "description": "a file name"}
#: One for each language; `*` stands for all others.
FILES: Schema = {
    "type": "object",
    "propertyNames": {"pattern": r"^(\*|[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2})$"},
    "additionalProperties": FILE,
    "minProperties": 1,
}
#: Any name of this shape loads: what is published stays readable when the list changes. The lint knows the list.
ICON: Schema = {
    "type": "string",
    "pattern": "^[a-z][a-z0-9-]{0,39}$",
    "description": "the name of a pictogram beside the label",
}
PURPOSE: Schema = {"type": "string", "enum": list(PURPOSES), "description": f"one of {', '.join(PURPOSES)}"}

FLOW: Fields = {
    "$schema": {"type": "string", "description": "the place of flow.schema.json, for editors"},
    "format": {"const": FORMAT, "type": "integer", "description": f"{FORMAT}, the version of this file format"},
    "id": {
        "type": "string",
        "pattern": "^[a-z][a-z0-9-]{0,39}$",
        "description": "a name of lower-case letters, digits and -, at most 40, starting with a letter",
    },
    "title": text(200, "the flow's title in German"),
    "lang": {
        "type": "string",
        "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$",
        "description": "the language of the texts in this file, such as de (the default), en or ckb",
    },
    "name": text(200, "the name in exports, where it is not the id"),
    "version": text(100, "what the author calls this version"),
    "lists": {"type": "object", "description": "lists of choices that several questions use: name, then the choices"},
    "sections": listing("section", 50, "a list of sections"),
}
FLOW_REQUIRED = ("format", "id", "title", "sections")

SECTION: Fields = {
    "id": ID,
    "title": text(100, "the section's title in German"),
    "steps": listing("item", 200, "a list of steps, groups, repeats and computed values"),
}
SECTION_REQUIRED = ("id", "title", "steps")

#: What may stand around steps. Relevance, consent and sensitivity hold for everything inside.
GROUP: Fields = {
    "group": ID,
    "title": text(200, "the group's title in German"),
    "name": text(200, "the name in exports, where it is not the id"),
    "relevant": expression("everything inside is asked only when it is true"),
    "needs": PURPOSE,
    "sensitive": flag("a jurisdiction may keep everything inside out of messengers"),
    "steps": listing("item", 200, "a list of steps, groups, repeats and computed values"),
}
GROUP_REQUIRED = ("group", "steps")

REPEAT: Fields = {
    "repeat": ID,
    **{key: schema for key, schema in GROUP.items() if key != "group"},
    "label": text(100, "what one entry is called, in German, with its number: Kind {n}"),
    "count": expression("how many entries there are, as a number"),
    "ask": {"type": "object", "description": "the questions that begin an entry: first and more"},
    "least": {"type": "integer", "minimum": 0, "maximum": 100, "description": "entries there are anyway, 0 to 100"},
    "most": {"type": "integer", "minimum": 1, "maximum": 100, "description": "entries there are at most, 1 to 100"},
}
REPEAT_REQUIRED = ("repeat", "steps")

ASK: Fields = {
    "first": text(500, "the question whether there is a first entry, in German"),
    "more": text(500, "the question whether there is another one, in German"),
    "hint": text(1000, "a short help under the question, in German"),
    "why": text(1000, "the answer to 'Why do you ask?', in German"),
    "desk": text(200, "the German line a case manager reads instead of the question"),
}
ASK_REQUIRED = ("more",)

COMPUTED: Fields = {
    "id": ID,
    "kind": {"const": "computed", "description": "computed"},
    "value": {"type": ["string", "boolean", "number"], "description": "an expression of any type: what it is worth"},
    "desk": text(200, "the German line a case manager reads; without it the value stays inside the flow"),
    "name": text(200, "the name in exports, where it is not the id"),
}
COMPUTED_REQUIRED = ("id", "kind", "value")

STEP: Fields = {
    "id": ID,
    "kind": {"type": "string", "description": "a kind of step"},
    "prompt": text(3000, "the question, or what is said, in German"),
    "hint": text(1000, "a short help under the question, in German"),
    "why": text(1000, "the answer to 'Why do you ask?', in German"),
    "desk": text(200, "the German line a case manager reads instead of the question"),
    "before_consent": flag("may be asked before the first consent"),
    "required": expression("false when the question may be skipped, or an expression: when it may not"),
    "required_message": text(500, "the German sentence said when somebody skips what is required"),
    "default": {"type": ["string", "boolean", "number"], "description": "an expression: the answer that is offered"},
    "other_prompt": text(500, "the German question for the words behind a choice with 'other'"),
    "media": {
        "type": "object",
        "propertyNames": {"enum": ["image", "audio", "video"]},
        "additionalProperties": {"anyOf": [FILE, FILES]},
        "description": "image, audio or video: a file in media/, or one for each language",
    },
    "alt": text(500, "what the picture shows, in German, for those who do not see it"),
    "staff_hint": text(500, "a German line for the case manager under the answer"),
    "version": {"type": "integer", "minimum": 1, "description": "raise it when the question means something else now"},
    "name": text(200, "the name in exports, where it is not the id"),
    "list": ID,
    "filter": expression("which choices of the list are offered: choice.town == town"),
    "sensitive": flag("a jurisdiction may keep it out of messengers"),
    "needs": PURPOSE,
    "relevant": expression("the step is asked only when it is true"),
    "urgent": expression("once true the case is urgent and emergency help is shown"),
    "ends": {"type": "string", "enum": list(ENDINGS), "description": f"one of {', '.join(ENDINGS)}"},
    "seconds": {"type": "number", "minimum": 0, "maximum": 600, "description": "seconds to read and answer, up to 600"},
    "choices": listing("choice", 100, "a list of choices"),
    "constraints": listing("constraint", 20, "a list of constraints"),
}
STEP_REQUIRED = ("id", "kind")

CHOICE: Fields = {
    "value": ID,
    "label": text(100, "the words on the button, in German"),
    "words": text(1000, "German words a person may write instead, separated by |"),
    "desk": text(200, "the German line a case manager reads instead of the label"),
    "exclusive": flag("clears all others (none of these)"),
    "relevant": expression("the choice is offered only when it is true"),
    "other": flag("asks for words of the person's own"),
    "name": text(200, "the name in exports, where it is not the value"),
    "icon": ICON,
}
CHOICE_REQUIRED = ("value", "label")

CONSTRAINT: Fields = {
    "test": expression("what the answer `it` must meet"),
    "message": text(500, "the German sentence said when it does not"),
}
CONSTRAINT_REQUIRED = ("test", "message")
