"""What XLSForm has no column for, in columns of our own: how they are called and how their cells are read again.

In the survey and the settings they begin with `lotse::`; in the choices, whose columns pyxform makes elements of, with
`lotse_`. Where such a cell stands it counts, not the standard cell beside it. Writing and reading share this module.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

PREFIX = "lotse::"
CHOICE_PREFIX = "lotse_"
#: What stands in a column of ours where the flow says nothing, although the standard cell beside it does.
NOTHING = "none"
#: A text of a flow -> the column of XLSForm for it.
STANDARD: Mapping[str, str] = {
    "prompt": "label",
    "title": "label",
    "label": "label",
    "hint": "hint",
    "why": "guidance_hint",
    "required_message": "required_message",
    "constraint_message 1": "constraint_message",
}
#: Texts without a column there.
TEXTS = frozenset({"desk", "staff_hint", "other_prompt", "alt", "first", "more", "words"})
#: Rows that only a form needs: the question for own words, the number of an entry. The import passes over them.
HELPERS = frozenset({"own_words", "entry_number"})

_CHOICE = re.compile(r"lotse_([a-z]+)(?:_([a-z]{2,3}(?:-[A-Za-z0-9]+)*))?")
_REF = re.compile(r"\$\{([^}\s]+)\}")
_PLACE = re.compile(r"\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_]*)\}")


def column(key: str) -> str:
    return PREFIX + key


def choice_column(key: str, lang: str = "") -> str:
    return f"{CHOICE_PREFIX}{key}{'_' if lang else ''}{lang}"


def heading_of(text: str, kind: str) -> tuple[str, str] | None:
    """The key (with its prefix) and the language behind one of our headings; None for any other."""
    if kind == "choices":
        found = _CHOICE.fullmatch(text.strip())
        return (PREFIX + found[1], found[2] or "") if found else None
    if not text.lower().startswith(PREFIX):
        return None
    key, _, language = text[len(PREFIX) :].partition("::")
    return PREFIX + " ".join(key.split()).lower(), " ".join(language.split())


def guarded(text: str) -> str:
    """A cell of ours as it is written. pyxform takes every `${` for the name of an answer: a backslash parts them."""
    return re.sub(r"\$(\\*)\{", r"$\1\\{", text)


def unguarded(text: str) -> str:
    return re.sub(r"\$(\\*)\\\{", r"$\1{", text)


# --- values -----------------------------------------------------------------------------------------------------------


def encode(value: Any) -> str:
    """A value of a flow file in a cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def decode(text: str, schema: Mapping[str, Any]) -> Any:
    """The value again, by what its key takes. Raises ValueError with what was expected."""
    kinds = schema.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else kinds
    if "string" in kinds or "enum" in schema:
        return text
    if kinds == ("boolean",) and text.lower() in ("true", "false"):
        return text.lower() == "true"
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # brackets in brackets in brackets
        raise ValueError(f"expected {schema.get('description', 'another value')}") from None


# --- texts ------------------------------------------------------------------------------------------------------------


def to_form(text: str, names: Mapping[str, str]) -> str:
    """`{called}` -> `${called}`, as a form shows answers. `names`: placeholder -> name in the form."""
    parts: list[str] = []
    at = 0
    for found in _PLACE.finditer(text):
        parts.append(_unlike_answer(text[at : found.start()]))
        parts.append(f"${{{names[found[1]]}}}" if found[1] in names else found[0][0])
        parts.append(found[0][1:] if found[1] and found[1] not in names else "")
        at = found.end()
    return "".join([*parts, _unlike_answer(text[at:])])


def _unlike_answer(text: str) -> str:
    """A dollar sign in front of a brace would begin the name of an answer."""
    return re.sub(r"\$(?=\{|$)", "$ ", text)


def from_form(text: str, ids: Mapping[str, str]) -> str:
    """Back again. `ids`: name in the form -> placeholder. What names no answer stays as it is written."""
    parts: list[str] = []
    at = 0
    for found in _REF.finditer(text):
        parts += [_doubled(text[at : found.start()])]
        parts.append(f"{{{ids[found[1]]}}}" if found[1] in ids else _doubled(found[0]))
        at = found.end()
    return "".join([*parts, _doubled(text[at:])])


def _doubled(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
