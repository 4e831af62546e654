"""From the wire to the engine: what somebody did, normalised at the border and interpreted."""

from __future__ import annotations

from typing import Any

from flows.inputs import UNHEARD, Command, Correction, Input, Media, Said, Tap, Text, Values
from flows.parsing.normalise import normalise
from flows.protocol import TEXT_LIMIT, CommandIn, EditedIn, FloodIn, FormIn, MediaIn, TapIn, TextIn, TurnInput
from flows.rendering import parse_button
from flows.state import State
from nlu.port import Interpreter, Meaning

#: A button of nobody's: never present, so always answered as stale.
FORGED = Tap(nonce="", asked=-1, step="", value="")
#: Fields of the wire that no transcript needs.
_UNKEPT = frozenset({"step", "caption", "said", "unheard"})


def understand(given: TurnInput, lang: str | None, interpreter: Interpreter, heard: Meaning | None = None) -> Input:
    """What the engine is told. The service knows which answer a `Correction` corrects; `heard`: see `Interpreter`."""
    if isinstance(given, TextIn):
        return _words(given.text, lang, interpreter, heard, step=given.step)
    if isinstance(given, EditedIn):
        return _edited(given.text, lang, interpreter)
    if isinstance(given, TapIn):
        return parse_button(given.data) or FORGED
    if isinstance(given, FormIn):
        return _form(given)
    if isinstance(given, CommandIn):
        return Command(given.name, given.arg)
    if isinstance(given, MediaIn):
        return _media(given, lang, interpreter)
    assert isinstance(given, FloodIn)
    called = any(_calls(understand(one, lang, interpreter)) for one in given.said)
    return Media(UNHEARD if given.unheard else "flood", danger=called)


def _calls(given: Input) -> bool:
    """Danger, or the button, command or word that calls for help."""
    if isinstance(given, Command):
        return given.name == "emergency"
    return isinstance(given, Text | Media | Correction) and given.danger


def _words(raw: str, lang: str | None, interpreter: Interpreter, heard: Meaning | None = None, step: str = "") -> Input:
    text = normalise(raw)
    if not text:
        return Media("empty")
    if len(text) > TEXT_LIMIT:
        return Media("too_long", danger=_alarming(text, lang, interpreter))
    meant = interpreter.interpret(text, lang, heard)
    if meant.intent != "none" and not meant.danger:
        said = None if meant.nearness is None else Said(text, meant.nearness, step)
        return Command(meant.intent, meant.arg, said=said)
    return Text(text, danger=meant.danger, beside=meant.beside, step=step)


def _edited(raw: str, lang: str | None, interpreter: Interpreter) -> Input:
    """Words put into an earlier message are never a command: at that place they were an answer."""
    text = normalise(raw)
    if not text or len(text) > TEXT_LIMIT:
        return _words(raw, lang, interpreter)
    return Correction("", text, danger=interpreter.interpret(text, lang).danger)


def _media(given: MediaIn, lang: str | None, interpreter: Interpreter) -> Input:
    """A changed caption was no answer before and is none now."""
    caption = normalise(given.caption or "")
    danger = bool(caption) and _alarming(caption, lang, interpreter)
    return Correction("", "", danger) if given.media == "edited" else Media(given.media, danger)


def _alarming(text: str, lang: str | None, interpreter: Interpreter) -> bool:
    """Danger in words that can be neither answer nor command where they stand; a call for help is one."""
    heard = interpreter.interpret(text, lang)
    return heard.danger or heard.intent == "emergency"


def recorded(given: TurnInput, state: State) -> dict[str, Any]:
    """What the transcript needs of an input: words as they were read, and what a button meant when it was tapped.
    Captions are not kept, nor what was said in a flood.
    """
    told: dict[str, Any] = {name: value for name, value in given.__dict__.items() if name not in _UNKEPT}
    if isinstance(given, (TextIn, EditedIn)):
        told["text"] = normalise(given.text)[:TEXT_LIMIT]
    if isinstance(given, TapIn) and state.draft:
        told["ticked"] = state.draft
    if isinstance(given, TapIn) and state.alternatives:
        told["alternatives"] = state.alternatives
    if isinstance(given, TapIn) and state.question in state.held:
        told["held"] = state.held[state.question].value
    return told


def _form(given: FormIn) -> Input:
    button = parse_button(given.data)
    if not isinstance(button, Tap):
        return button or FORGED
    return Values(button.nonce, button.asked, button.step, tuple(given.values))
