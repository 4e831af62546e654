"""A sent form, and what it means on the wire.

Read from the raw body, not by a multipart parser: nothing a person writes may touch a temporary file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from pydantic import ValidationError
from starlette.requests import Request

from flows.errors import LotseError
from flows.inputs import COMMANDS, Tap
from flows.protocol import STEP_LIMIT, TEXT_LIMIT, CommandIn, FormIn, TapIn, TextIn, TurnInput
from flows.rendering import parse_button

FIELDS = 200
URLENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of our pages. `values` None: no checkboxes. `seen`, `question`, `step`: what was in view."""

    csrf: str = ""
    event: str = ""
    data: str = ""
    text: str | None = None
    values: tuple[str, ...] | None = None
    command: str = ""
    lang: str = ""
    jurisdiction: str = ""
    seen: str = ""
    question: str = ""
    step: str = ""


async def read_form(request: Request) -> Form:
    """Raises LotseError wire.invalid, wire.too_large."""
    if not request.headers.get("content-type", "").startswith(URLENCODED):
        raise LotseError("wire.invalid", field="content-type")
    body = await request.body()
    try:
        fields = parse_qs(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError:
        raise LotseError("wire.invalid", field="body") from None
    return form_of(fields)


def form_of(fields: Mapping[str, list[str]]) -> Form:
    """Unknown fields are ignored, of repeated ones the last counts."""

    def last(name: str) -> str:
        return fields.get(name, [""])[-1]

    return Form(
        csrf=last("csrf"),
        event=last("event"),
        data=last("data"),
        text=last("text") if "text" in fields else None,
        values=tuple(fields.get("values", ())) if last("many") else None,
        command=last("command"),
        lang=last("lang"),
        jurisdiction=last("jurisdiction"),
        seen=last("seen"),
        question=last("question"),
        step=last("step"),
    )


def input_of(form: Form) -> TurnInput:
    """Raises LotseError wire.invalid, wire.too_large."""
    try:
        return _input(form)
    except ValidationError:
        raise LotseError("wire.invalid", field="form") from None


def _input(form: Form) -> TurnInput:
    if form.data and form.values is not None:
        return FormIn(data=form.data, values=[_value(ticked) for ticked in form.values])
    if form.data:
        return TapIn(data=form.data)
    if form.command in COMMANDS:
        return CommandIn(name=form.command)
    if form.text is None:
        raise LotseError("wire.invalid", field="text")
    if len(form.text) > TEXT_LIMIT * 4:
        raise LotseError("wire.too_large", limit=TEXT_LIMIT)
    return TextIn(text=form.text, step=form.step[:STEP_LIMIT])


def _value(ticked: str) -> str:
    """A checkbox carries its button's data; the service wants the choice's own value."""
    button = parse_button(ticked)
    return button.value if isinstance(button, Tap) else ticked[:64]
