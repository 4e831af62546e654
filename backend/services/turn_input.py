"""From the wire to the engine: what somebody did, normalised at the border and interpreted."""

from __future__ import annotations

from flows.inputs import Command, Input, Media, Tap, Text, Values
from flows.parsing.normalise import normalise
from flows.protocol import TEXT_LIMIT, CommandIn, EditedIn, FloodIn, FormIn, MediaIn, TapIn, TextIn, TurnInput
from flows.rendering import parse_button
from nlu.port import Interpreter

#: A button of nobody's: never present, so always answered as stale.
FORGED = Tap(nonce="", asked=-1, step="", value="")


def understand(given: TurnInput, lang: str | None, interpreter: Interpreter) -> Input:
    """What the engine is told. `EditedIn` is read as text here; the service knows which answer it corrects."""
    if isinstance(given, TextIn | EditedIn):
        return _words(given.text, lang, interpreter)
    if isinstance(given, TapIn):
        return parse_button(given.data) or FORGED
    if isinstance(given, FormIn):
        return _form(given)
    if isinstance(given, CommandIn):
        return Command(given.name, given.arg)
    if isinstance(given, MediaIn):
        return Media(given.media)
    assert isinstance(given, FloodIn)
    return Media("flood")


def _words(raw: str, lang: str | None, interpreter: Interpreter) -> Input:
    text = normalise(raw)
    if not text:
        return Media("empty")
    if len(text) > TEXT_LIMIT:
        return Media("too_long")
    meant = interpreter.interpret(text, lang)
    if meant.intent != "none" and not meant.danger:
        return Command(meant.intent, meant.arg)
    return Text(text, danger=meant.danger)


def _form(given: FormIn) -> Input:
    button = parse_button(given.data)
    if not isinstance(button, Tap):
        return button or FORGED
    return Values(button.nonce, button.asked, button.step, tuple(given.values))
