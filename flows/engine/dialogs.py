"""The engine's own questions: language, list of answers, delete, withdraw, hand-over. One function each."""

from __future__ import annotations

from collections.abc import Callable

from flows.engine.answers import forget
from flows.engine.asking import ask_again, ask_dialog, go_on
from flows.engine.changing import PAGE
from flows.engine.commands import STOP, WAYS_TO_STOP, change_or_remove, run_command, set_language
from flows.engine.entries import changeable, remove
from flows.engine.turn import Turn
from flows.events import Ask, Erased, StatusChanged
from flows.kinds import KINDS
from flows.kinds.base import Parsed
from flows.kinds.yes_no import CONFIRM
from flows.model import Step

MORE = "+more"


def answer_dialog(turn: Turn, value: str, *, written: bool) -> None:
    """Answer the present dialog with a button's value, or with written words."""
    asked = str(turn.state.question)
    _DIALOGS.get(asked, _remove)(turn, value, written)


def _language(turn: Turn, value: str, written: bool) -> None:
    code = _language_called(turn, value) if written else value
    if code in turn.lookup.texts.languages:
        set_language(turn, code)
        return
    turn.say("dialog.language.unknown", role="error")
    ask_dialog(turn, "!language", turn.lookup.texts.languages)


def _language_called(turn: Turn, words: str) -> str:
    """The offered language somebody means by its name in any language."""
    picker = Step(id="language", kind="language", section="", prompt="")
    reading = KINDS["language"].read(picker, words, turn.context())
    return str(reading.value) if isinstance(reading, Parsed) else ""


def _edit(turn: Turn, value: str, written: bool) -> None:
    options = changeable(turn)
    if value in options and not written:
        change_or_remove(turn, value)
    elif not written and value.startswith(MORE) and value.removeprefix(MORE).isdecimal():
        _next_page(turn, options, int(value.removeprefix(MORE)))
    else:
        turn.say("dialog.choose_button", role="error")
        _next_page(turn, options, 0)


def _next_page(turn: Turn, options: tuple[str, ...], page: int) -> None:
    page = page if page * PAGE < len(options) else 0
    turn.emit(Ask(step="!edit", asked=turn.state.asked, options=options, page=page, replaces=page > 0))


def _yes_or_no(turn: Turn, value: str, written: bool) -> bool | None:
    if not written:
        return {"yes": True, "no": False}.get(value)
    reading = KINDS[CONFIRM.kind].read(CONFIRM, value, turn.context())
    return bool(reading.value) if isinstance(reading, Parsed) else None


def _delete(turn: Turn, value: str, written: bool) -> None:
    sure = _yes_or_no(turn, value, written)
    if sure is None:
        turn.say("dialog.choose_button", role="error")
        ask_dialog(turn, "!delete", ("yes", "no"))
    elif sure:
        turn.set(status="erased", question=None)
        turn.say("delete.done", role="notice")
        turn.emit(StatusChanged("erased"), Erased())
    else:
        turn.say("delete.kept", role="notice")
        _return(turn)


def _stop(turn: Turn, value: str, written: bool) -> None:
    """Yes is a pause, which loses nothing; no goes on."""
    if written:
        sure = _yes_or_no(turn, value, written)
        value = "" if sure is None else "pause" if sure else "resume"
    if value in WAYS_TO_STOP:
        turn.set(question=_waiting(turn) if value == "pause" else None)
        run_command(turn, value, None)
    else:
        turn.say("dialog.choose_button", role="error")
        ask_dialog(turn, STOP, WAYS_TO_STOP)


def _waiting(turn: Turn) -> str | None:
    """What a pause keeps waiting, as if it had been asked for at the question itself."""
    following = turn.next()
    return None if following is None or turn.state.lang is None else following.id


def _remove(turn: Turn, value: str, written: bool) -> None:
    """Of the entry that the question is called after: `!children#2`."""
    question = str(turn.state.question)
    entry, sure = question.removeprefix("!"), _yes_or_no(turn, value, written)
    if sure is None:
        turn.say("dialog.choose_button", role="error")
        ask_dialog(turn, question, (entry,))
    elif not sure:
        turn.say("remove.kept", role="notice")
        _return(turn)
    elif remove(turn, entry):
        turn.say("remove.done", role="notice")
        go_on(turn)
    else:
        turn.say("notice.stale", role="notice")
        _return(turn)


def _withdraw(turn: Turn, value: str, written: bool) -> None:
    granted = [purpose for purpose, given in turn.state.consents.items() if given]
    if written or value not in (*granted, "no"):
        turn.say("dialog.choose_button", role="error")
        ask_dialog(turn, "!withdraw", tuple(granted))
    elif value == "no":
        _return(turn)
    elif value == "intake":
        ask_dialog(turn, "!delete", ("yes", "no"))
    else:
        forget(turn, value)
        turn.say("withdraw.done", role="notice")
        _return(turn)


def _handover(turn: Turn, value: str, written: bool) -> None:
    _return(turn)


def _return(turn: Turn) -> None:
    """Back to the flow, or, where that is over, to silence."""
    turn.set(question=None)
    ask_again(turn)


_DIALOGS: dict[str, Callable[[Turn, str, bool], None]] = {
    "!language": _language,
    "!edit": _edit,
    "!delete": _delete,
    "!withdraw": _withdraw,
    STOP: _stop,
    "!handover": _handover,
}

DIALOG_NAMES = tuple(_DIALOGS)


def is_confirming(turn: Turn) -> bool:
    """Is somebody asked whether everything, or an entry, shall really go?"""
    return turn.in_dialog and (turn.state.question == "!delete" or turn.state.question not in _DIALOGS)
