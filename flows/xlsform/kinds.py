"""Which of our kinds asks what a question type of XLSForm asks; with a sentence where it is only nearly the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flows.xlsform.code import Type


@dataclass(frozen=True, slots=True)
class Meaning:
    """`kind` "" : no step. `value`: for types that ask nothing, the expression that stands for them."""

    kind: str
    type: Type
    adapted: str = ""
    whole: bool = False
    value: str = ""


def _metadata(value: str, type: Type, why: str) -> Meaning:
    return Meaning("computed", type, why, value=value)


_DAY = "a time of day is not kept: it is the day of the conversation"
_NONE = "a chat has no such thing; it is blank"
_UPLOAD = "files cannot be sent here; the question asks for a description in words"
_PLACE = "a place on the map becomes a place in words"

MEANINGS: Mapping[str, Meaning] = {
    "text": Meaning("text", "text"),
    "integer": Meaning("number", "number", whole=True),
    "decimal": Meaning("number", "number"),
    "percentage": Meaning("number", "number", "a percentage is asked as a number", whole=True),
    "range": Meaning("number", "number", "a scale is asked as a number"),
    "date": Meaning("date", "date"),
    "datetime": Meaning("date", "date", "the time of day is not asked, only the day"),
    "time": Meaning("text", "text", "a time of day is asked in words"),
    "select_one": Meaning("one", "choice"),
    "select_multiple": Meaning("many", "choices"),
    "rank": Meaning("many", "choices", "a ranking becomes a choice of several: their order is not kept"),
    "note": Meaning("say", "none"),
    "acknowledge": Meaning("one", "choice"),
    "calculate": Meaning("computed", "text"),
    "hidden": Meaning("computed", "text"),
    "geopoint": Meaning("text", "text", _PLACE),
    "geotrace": Meaning("text", "text", _PLACE),
    "geoshape": Meaning("text", "text", _PLACE),
    "osm": Meaning("text", "text", _PLACE),
    "image": Meaning("text", "text", _UPLOAD),
    "audio": Meaning("text", "text", _UPLOAD),
    "video": Meaning("text", "text", _UPLOAD),
    "file": Meaning("text", "text", _UPLOAD),
    "barcode": Meaning("text", "text", "a barcode is typed in"),
    "today": _metadata("today", "date", ""),
    "start": _metadata("today", "date", _DAY),
    "end": _metadata("today", "date", _DAY),
    "deviceid": _metadata("''", "text", _NONE),
    "subscriberid": _metadata("''", "text", _NONE),
    "simserial": _metadata("''", "text", _NONE),
    "phonenumber": _metadata("''", "text", _NONE),
    "username": _metadata("''", "text", _NONE),
    "email": _metadata("''", "text", _NONE),
    "start-geopoint": _metadata("''", "text", _NONE),
    "audit": Meaning("", "none", "not needed: the event log of a conversation tells times by question"),
    "background-audio": Meaning("", "none", "nothing is recorded in a chat"),
    "background-geopoint": Meaning("", "none", "a chat does not know where a person is"),
    "xml-external": Meaning("", "none", "tables beside the form are not read while a conversation runs"),
    "csv-external": Meaning("", "none", "tables beside the form are not read while a conversation runs"),
}

_ALIASES = {
    "string": "text", "int": "integer", "photo": "image", "picture": "image", "location": "geopoint", "gps": "geopoint",
    "trigger": "acknowledge", "start time": "start", "end time": "end", "device id": "deviceid", "imei": "deviceid",
    "subscriber id": "subscriberid", "sim id": "simserial", "phone number": "phonenumber", "date time": "datetime",
    "number of days in last month": "integer", "number of days in last six months": "integer",
    "number of days in last year": "integer",
}  # fmt: skip
_WRAP = re.compile(r"^(?:q |get |uri:|add )|(?: prompt)$", re.IGNORECASE)
_SELECT = re.compile(
    r"^(?:add )?(?P<kind>select_one_external|select one external|select_one_from_file|select one from file"
    r"|select_multiple_from_file|select multiple from file|select one from|select all that apply from"
    r"|select_multiple|select multiple from|select all that apply|select_one|select one|select1|rank"
    r"|select multiple prompt using|select one prompt using|select one using|select multiple using)"
    r"\s+(?P<list>\S+?)(?P<other>\s+(?:or specify other|or_other|or other))?$",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"^(?P<end>begin|end)[\s_]+(?P<what>group|lgroup|repeat|looped group|loop)(?:\s.*)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class RowType:
    """`base`: a key of MEANINGS, or begin_group, end_group, begin_repeat, end_repeat. `list`: of a selection."""

    base: str
    list: str = ""
    other: bool = False
    source: str = ""  # "external": sheet external_choices, "file": a table beside the workbook


def row_type(text: str) -> RowType:
    words = " ".join(text.split())
    bound = _BOUND.match(words)
    if bound:
        what = "group" if bound["what"].lower() == "group" else "repeat"
        return RowType(f"{bound['end'].lower()}_{what}")
    selection = _SELECT.match(words)
    if selection:
        return _selection(selection["kind"].lower(), selection["list"], bool(selection["other"]))
    name = words.lower()
    for _ in range(2):
        name = _WRAP.sub("", _ALIASES.get(name, name))
    return RowType(_ALIASES.get(name, name))


def _selection(kind: str, name: str, other: bool) -> RowType:
    base = "rank" if kind == "rank" else "select_multiple" if "multiple" in kind or "all" in kind else "select_one"
    source = "external" if "external" in kind else "file" if "file" in kind else ""
    return RowType(base, name, other, source)
