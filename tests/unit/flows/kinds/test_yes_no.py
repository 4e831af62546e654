"""Yes and no are never exchanged: what is not clear is asked again."""

from __future__ import annotations

import pytest

from flows.kinds.base import KINDS, Ambiguous, Misfit, Parsed
from tests.support.answer_words import context, read, step_of

YES = [
    "ja",
    "Ja!",
    "JA",
    "jo",
    "yes",
    "Yes, of course",
    "نعم",
    "أيوه",
    "так",
    "👍",
    "👍🏿",
    "✅",
    "ja, ich bin 20",
    "ok",
    "ja bitte",
]
NO = [
    "nein",
    "Nein danke",
    "nö",
    "no",
    "No, thanks",
    "no thank you",
    "لا",
    "لا شكرا",
    "ні",
    "👎",
    "❌",
    "nein, ich bin 15",
]
NO += ["nein ich bin 15", "stimmt nicht", "nein, das stimmt nicht", "das möchte ich nicht".removeprefix("das ")]
UNCLEAR = [
    "ja nein",
    "ja, nein",
    "nein, ja",
    "ja nicht",
    "weiß nicht",
    "keine Ahnung",
    "no idea",
    "no problem",
    "kein Problem",
]
UNCLEAR += [
    "vielleicht",
    "👍👎",
    "نعم لا",
    "так не",
    "🤷",
    "jaja nein",
    "yes I do not",
    "hm",
    "nicht ja",
    "25",
    "kein Ja",
    "jein",
]


@pytest.mark.parametrize("text", YES)
def test_yes(text: str) -> None:
    assert read("yes_no", text) == Parsed(True)
    assert read("consent", text) == Parsed(True)


@pytest.mark.parametrize("text", NO)
def test_no(text: str) -> None:
    assert read("yes_no", text) == Parsed(False)
    assert read("consent", text) == Parsed(False)


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_not_clear_is_asked_with_both_buttons(text: str) -> None:
    assert read("consent", text) == Ambiguous((True, False), "answer.yes_no.unclear", heard=False)


@pytest.mark.parametrize("yes", YES[:9])
@pytest.mark.parametrize("no", NO[:8])
def test_both_in_one_message_are_never_decided(yes: str, no: str) -> None:
    assert isinstance(read("yes_no", f"{yes} {no}"), Ambiguous)
    assert isinstance(read("yes_no", f"{no}, {yes}"), Ambiguous)


@pytest.mark.parametrize("forged", ["", "true", "YES", "1", "yes "])
def test_a_forged_button_is_no_consent(forged: str) -> None:
    """faults: B forged callback data."""
    assert isinstance(KINDS["consent"].take(step_of("consent"), forged, context()), Misfit)


def test_answers_are_said_with_the_words_of_the_button() -> None:
    ctx = context()
    assert KINDS["yes_no"].display(step_of("yes_no"), True, ctx) == "Ja"
    assert KINDS["consent"].display(step_of("consent"), False, ctx) == "Nein, das möchte ich nicht"


@pytest.mark.parametrize(("text", "value"), [("passt", "continue"), ("ja", "continue"), ("alles richtig", "continue")])
def test_the_summary_goes_on(text: str, value: str) -> None:
    assert read("summary", text) == Parsed(value)


@pytest.mark.parametrize("text", ["ändern", "nein", "stimmt nicht", "falsch", "nicht richtig", "etwas ändern bitte"])
def test_the_summary_is_corrected(text: str) -> None:
    assert read("summary", text) == Parsed("correct")


@pytest.mark.parametrize("text", ["nein", "ändern", "hm", "nicht senden", "nicht", "später", "ja nein"])
def test_nothing_is_sent_by_mistake(text: str) -> None:
    assert read("submit", text) == Misfit("answer.submit.unclear")


@pytest.mark.parametrize("text", ["senden", "Jetzt senden", "ja", "Abschicken!"])
def test_it_is_sent_when_asked_to(text: str) -> None:
    assert read("submit", text) == Parsed(True)
