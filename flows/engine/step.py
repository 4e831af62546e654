"""The one entry of the engine: what somebody did goes in, the new state and the events come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flows.engine.afterwards import afterwards
from flows.engine.asking import HANDOVER, ask_again
from flows.engine.commands import alarm, run_command
from flows.engine.correcting import correct
from flows.engine.derive import kept_out
from flows.engine.dialogs import answer_dialog
from flows.engine.ending import FINAL
from flows.engine.languages import hear_language
from flows.engine.lookup import Lookup
from flows.engine.offers import wants_offer
from flows.engine.reading import ask_whether, names_choice, read_form, read_tap, read_text
from flows.engine.said import as_answer, asks_name, doubted
from flows.engine.settling import come_of_age, vanish
from flows.engine.stale import is_for_another, is_present, of_an_older_question, stale, stale_words
from flows.engine.turn import Turn
from flows.engine.waking import wake
from flows.events import Event, Show
from flows.inputs import UNHEARD, Command, Correction, Input, Media, Tap, Text, Values
from flows.model import Flow, Step
from flows.parsing.normalise import fold
from flows.state import State

#: Commands that act on "the question before you": from a button of an older question they would surprise.
BOUND = frozenset({"back", "skip", "edit"})
#: Whom the page says to call, written alone, where it cannot be the answer: somebody calls for help in the wrong place.
CALLED = frozenset({"112", "110"})
NUMERIC = frozenset({"number", "phone", "text"})


@dataclass(frozen=True, slots=True)
class Result:
    state: State
    events: tuple[Event, ...]


def open_conversation(
    flow: Flow, *, nonce: str, lang_hint: str, channel: str, options: Mapping[str, Any] | None = None
) -> State:
    """The state before anything was said. `nonce`: short random text that ties buttons to this conversation."""
    return State(
        flow=flow.id,
        revision=flow.revision,
        nonce=nonce,
        lang_hint=lang_hint,
        channel=channel,
        options=dict(options or {}),
    )


def step(flow: Flow, state: State, given: Input, now: datetime, lookup: Lookup) -> Result:
    """One turn. `now` is an aware UTC time. Never raises for anything a person can do."""
    turn = Turn(flow, state, now, lookup)
    if wants_offer(turn, given):
        return Result(turn.remembering(), tuple(turn.events))
    if state.status not in FINAL:  # what was sent stays as it was sent
        vanish(turn)  # how many entries there are may hang on the day or the channel
        come_of_age(turn)
    given = as_answer(turn, given)
    if isinstance(given, Text) and _calls(turn, given):
        given = replace(given, danger=True)
    if isinstance(given, Text | Correction | Media) and given.danger:
        alarm(turn, "word")
    elif isinstance(given, Media) and given.media == UNHEARD:
        turn.emit(Show("emergency"))  # shown, but nothing is urgent by what nobody heard
    _keep_out(turn)
    left = wake(turn, given) if turn.state.status == "paused" else given
    if turn.state.status in FINAL:
        afterwards(turn, given)
    elif left is not None:
        _ACTIONS[type(left)](turn, left)
    return Result(turn.remembering(), tuple(turn.events))


def _calls(turn: Turn, given: Text) -> bool:
    asked = turn.step
    return fold(given.text).strip(" !.") in CALLED and (asked is None or asked.kind not in NUMERIC)


def _keep_out(turn: Turn) -> None:
    """A question asked on the secure page is neither shown nor answered in a messenger: the link takes its place."""
    if turn.step is not None and kept_out(turn.step, turn.state):
        turn.set(question=HANDOVER, asked=turn.state.asked + 1, draft=(), alternatives=())


def _text(turn: Turn, given: Text) -> None:
    if is_for_another(turn, given):
        stale_words(turn, given)
    elif turn.state.lang is None and not turn.in_dialog:
        hear_language(turn, given)
        ask_again(turn)
    elif (asked := turn.step) is not None and asked.id not in turn.state.answers:
        hear_language(turn, given)
        _words_for(turn, given)
    elif turn.in_dialog and not given.danger:
        if turn.state.lang is None:
            hear_language(turn, given)
        answer_dialog(turn, given.text, written=True)
    else:
        ask_again(turn)


def _words_for(turn: Turn, given: Text) -> None:
    """A danger word is answered at once; the sentence still counts where it asked for free words or names a choice. A
    cry for help is nobody's name, but some are called so: the words are a button, and said again they are the name."""
    asked = turn.step
    assert asked is not None
    if not given.danger or _counts(turn, asked, given.text):
        read_text(turn, asked, given.text, given.beside)
        return
    if asks_name(asked):
        turn.set(alternatives=(given.text,))
    ask_again(turn)


def _counts(turn: Turn, asked: Step, text: str) -> bool:
    if asks_name(asked):
        return text in turn.state.alternatives
    return asked.kind == "text" or names_choice(turn, asked, text)


def _tap(turn: Turn, given: Tap) -> None:
    if not is_present(turn, given):
        stale(turn, given)
    elif given.step.startswith("!"):
        answer_dialog(turn, given.value, written=False)
    elif (asked := turn.step) is not None:
        read_tap(turn, asked, given.value)


def _values(turn: Turn, given: Values) -> None:
    if not is_present(turn, given):
        stale(turn, given)
    elif (asked := turn.step) is not None:
        read_form(turn, asked, given.values)
    else:
        ask_again(turn)


def _command(turn: Turn, given: Command) -> None:
    bound = given.asked is not None and given.name in BOUND
    if bound and (given.nonce, given.asked) != (turn.state.nonce, turn.state.asked):
        of_an_older_question(turn, "notice.stale")
    elif (meant := doubted(turn, given)) is not None:
        ask_whether(turn, given.name, meant)
    else:
        run_command(turn, given.name, given.arg)


def _media(turn: Turn, given: Media) -> None:
    turn.say(f"media.{given.media}" if given.media in MEDIA else "media.other", role="notice")
    ask_again(turn)


def _correction(turn: Turn, given: Correction) -> None:
    correct(turn, given)


#: Kinds of message we cannot read, each with its own sentence.
MEDIA = frozenset({
    "photo", "voice", "sticker", "location", "contact", "document", "video", "poll", "forwarded",
    "flood", "too_long", "empty", UNHEARD,
})  # fmt: skip

_ACTIONS: dict[type, Any] = {
    Text: _text,
    Tap: _tap,
    Values: _values,
    Command: _command,
    Media: _media,
    Correction: _correction,
}
