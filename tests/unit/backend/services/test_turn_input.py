"""Danger is heard wherever there are words, also where they are no answer; those are not kept."""

from __future__ import annotations

import pytest

from backend.services.turn_input import recorded, understand
from flows.engine.step import open_conversation
from flows.inputs import UNHEARD, Command, Correction, Media, Text
from flows.library import builtin
from flows.protocol import TEXT_LIMIT, CommandIn, EditedIn, FloodIn, MediaIn, Single, TapIn, TextIn, TurnInput
from locales.texts import load_texts
from nlu.words import WordInterpreter

DANGER = {"ar": "زوجي يضربني", "uk": "чоловік мене б'є", "de": "Mein Mann schlägt mich", "en": "my husband beats me"}
HEARD = [pytest.param(lang, words, id=lang) for lang, words in DANGER.items()]
INTERPRETER = WordInterpreter(load_texts())


def told(given: TurnInput, lang: str = "de") -> object:
    return understand(given, lang, INTERPRETER)


@pytest.mark.parametrize(("lang", "words"), HEARD)
@pytest.mark.parametrize("media", ["photo", "voice", "video", "document", "forwarded"])
def test_danger_is_heard_in_words_beside_what_cannot_be_read(media: str, lang: str, words: str) -> None:
    assert told(MediaIn(media=media, caption=words), lang) == Media(media, danger=True)


@pytest.mark.parametrize(("lang", "words"), HEARD)
@pytest.mark.parametrize("length", [TEXT_LIMIT + 1, TEXT_LIMIT * 4])
def test_danger_is_heard_at_the_end_of_too_many_words(length: int, lang: str, words: str) -> None:
    text = ("abc,qqq," * length)[: length - len(words) - 1] + " " + words
    assert told(TextIn(text=text), lang) == Media("too_long", danger=True)
    assert told(EditedIn(of="e", text=text), lang) == Media("too_long", danger=True)
    assert told(TextIn(text=text[: -len(words)] + "x" * len(words)), lang) == Media("too_long")


@pytest.mark.parametrize("words", ["Notruf", "SOS"])
def test_a_call_for_help_is_danger_where_it_is_no_command(words: str) -> None:
    command = told(TextIn(text=words))
    assert isinstance(command, Command)
    assert command.name == "emergency"
    assert told(MediaIn(media="photo", caption=words)) == Media("photo", danger=True)


@pytest.mark.parametrize("caption", [None, "", " \n", "/delete", "zurück", "unser Haus in Homs"])
def test_a_caption_is_neither_answer_nor_command(caption: str | None) -> None:
    assert told(MediaIn(media="photo", caption=caption)) == Media("photo")


def test_a_changed_caption_corrects_nothing() -> None:
    assert told(MediaIn(media="edited", caption="Ruhe")) == Correction("", "")
    assert told(MediaIn(media="edited", caption=DANGER["de"])) == Correction("", "", danger=True)


CALLS: dict[str, Single] = {
    "text": TextIn(text=DANGER["uk"]),
    "caption": MediaIn(media="photo", caption=DANGER["ar"]),
    "edited": EditedIn(of="e", text=DANGER["en"]),
    "too-long": TextIn(text="abc,qqq," * 600 + DANGER["de"]),
    "word": TextIn(text="Notruf"),
    "slash": CommandIn(name="emergency"),
    "button": TapIn(data="0.0..emergency"),
    "older-button": TapIn(data="abc.7..emergency"),
}


@pytest.mark.parametrize("call", [pytest.param(call, id=name) for name, call in CALLS.items()])
def test_a_call_for_help_is_heard_wherever_it_stands_in_a_flood(call: Single) -> None:
    others: list[Single] = [TextIn(text="Ruhe"), TapIn(data="nobody's"), CommandIn(name="delete")]
    assert told(FloodIn(events=[], said=[*others, call, *others])) == Media("flood", danger=True)
    assert told(FloodIn(events=[], said=others)) == Media("flood")


def test_a_call_for_help_is_one_in_a_flood_that_nobody_listened_to() -> None:
    said: list[Single] = [CommandIn(name="delete"), CommandIn(name="emergency")]
    assert told(FloodIn(events=[], said=said, unheard=True)) == Media(UNHEARD, danger=True)
    assert told(FloodIn(events=[], unheard=True)) == Media(UNHEARD)


def test_words_of_two_messages_of_a_flood_are_no_danger_together() -> None:
    parts: list[Single] = [TextIn(text="Ich will nicht mehr"), TextIn(text="leben")]
    assert told(TextIn(text="Ich will nicht mehr leben")) == Text("Ich will nicht mehr leben", danger=True)
    assert told(FloodIn(events=[], said=parts)) == Media("flood")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (MediaIn(media="photo", caption=DANGER["de"]), {"type": "media", "media": "photo"}),
        (FloodIn(events=["e"], said=[TextIn(text=DANGER["de"])]), {"type": "flood", "events": ["e"]}),
        (FloodIn(events=["e"], unheard=True), {"type": "flood", "events": ["e"]}),
    ],
    ids=["caption", "flood", "unheard"],
)
def test_what_is_only_listened_to_is_not_kept(given: TurnInput, kept: dict[str, object]) -> None:
    state = open_conversation(builtin("kim-intake"), nonce="n", lang_hint="de", channel="web")
    assert recorded(given, state) == kept


def test_a_process_that_knows_no_captions_is_sent_none() -> None:
    assert MediaIn(media="photo").model_dump_json() == '{"type":"media","media":"photo"}'
