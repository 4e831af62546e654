"""Budget, nesting, buttons, drawing, shown messages, slash words: the small parts of the Telegram channel."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.budget import HEARD, KEPT, Budgets
from bot.channels.telegram.commands import aliases, command_lists, parse_slash
from bot.channels.telegram.flooding import LETTERS, MOST, flood_turn
from bot.channels.telegram.incoming import Act, Incoming
from bot.channels.telegram.keyboard import keyboard
from bot.channels.telegram.known import REMEMBERED, Known
from bot.channels.telegram.media import MEDIA, NOTES, media_of
from bot.channels.telegram.nesting import is_too_deep
from bot.channels.telegram.rendering import RTL_MARK, draw
from bot.channels.telegram.shown import Shown
from flows.inputs import UNHEARD
from flows.protocol import (
    TEXT_LIMIT,
    Button,
    CommandIn,
    FloodIn,
    MediaIn,
    Message,
    Progress,
    Single,
    TapIn,
    TextIn,
    TurnRequest,
)
from tests.support.german_texts import german_texts

TEXTS = german_texts()


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    """faults: B"""
    budgets = Budgets(burst=3, per_minute=60)
    assert [budgets.take("5", 0.0) for _ in range(5)] == [True, True, True, False, False]
    assert [budgets.take("5", 1.0) for _ in range(2)] == [True, False]
    assert budgets.take("6", 1.0), "chats do not share"
    assert [budgets.take("5", 1000.0) for _ in range(4)] == [True, True, True, False], "never more than the burst"


def test_so_much_of_a_flood_is_listened_to_in_a_minute() -> None:
    """faults: B"""
    budgets = Budgets(burst=1, per_minute=60)
    assert [budgets.hears("5", 0.0, HEARD // 2) for _ in range(3)] == [True, True, False]
    assert [budgets.hears("5", 30.0, HEARD // 2) for _ in range(2)] == [True, False]
    assert budgets.hears("6", 30.0, HEARD), "chats do not share"
    assert not budgets.hears("6", 1000.0, HEARD + 1), "never more than that"
    assert budgets.take("5", 30.0), "and what is answered is counted apart"


def test_a_clock_that_runs_backwards_gives_nothing_away() -> None:
    """faults: A9"""
    budgets = Budgets(burst=1, per_minute=60)
    assert [budgets.take("5", now) for now in (10.0, 5.0, 5.5)] == [True, False, False]


def test_slow_down_is_said_once_a_minute() -> None:
    budgets = Budgets(1, 1)
    assert [budgets.may_tell("5", now) for now in (0.0, 1.0, 59.0, 61.0)] == [True, False, False, True]


def test_buckets_are_bounded() -> None:
    """faults: B"""
    budgets = Budgets(1, 1)
    for chat in range(KEPT + 500):
        budgets.take(str(chat), 0.0)
    assert len(budgets._buckets) == KEPT


@pytest.mark.parametrize(
    ("body", "deep"),
    [
        (b"[" * 200_000, True),
        (b'{"a":' * 200_000, True),
        (b"[" * 64 + b"]" * 64, False),
        (b"[" * 65, True),
        (b"[]" * 100_000, False),
        (b'"' + b"[" * 200_000 + b'"', False),
        (b'"\\"' + b"[" * 1000 + b'"', False),
        (b'"never closed' + b"[" * 1000, False),
        (b"\\" * 100_000, False),
    ],
)
def test_nesting_is_seen_without_parsing(body: bytes, deep: bool) -> None:
    """faults: B"""
    assert is_too_deep(body) is deep


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_ordinary_json_is_never_too_deep(value: object) -> None:
    import json

    assert not is_too_deep(json.dumps(value).encode())


def test_buttons_telegram_would_refuse_are_left_out() -> None:
    """faults: B"""
    rows = [[Button(label="a", data="x" * 65)], [Button(label="b", data="ж" * 33)], [Button(label="c", data="ok")]]
    made = keyboard(rows)
    assert made is not None
    assert [button.text for row in made.inline_keyboard for button in row] == ["c"]


def test_long_labels_have_a_row_of_their_own() -> None:
    short = [Button(label="Ja", data="1"), Button(label="Nein", data="2")]
    long = [Button(label="Mit einem Menschen sprechen", data="3"), Button(label="Alles löschen", data="4")]
    made = keyboard([short, long])
    assert made is not None
    assert [len(row) for row in made.inline_keyboard] == [2, 1, 1]


@pytest.mark.parametrize(
    ("url", "is_button"),
    [("https://chat.example.org/h/abc", True), ("http://localhost:8000/h/abc", False), ("tel:112", False)],
)
def test_links_telegram_takes_are_buttons_the_others_stand_in_the_text(url: str, is_button: bool) -> None:
    row = [Button(label="Weiter", url=url, role="link")]
    drawn = draw(Message(id="1", role="notice", text="Bitte:", lang="de", dir="ltr", rows=[row]), TEXTS)
    assert (drawn.markup is not None) is is_button
    assert (url in drawn.parts[0]) is not is_button


def test_above_what_the_desk_writes_stands_that_a_human_does() -> None:
    """In the person's language: the desk writes German, and beside the machine's words nobody could tell."""
    drawn = draw(Message(id="1", role="staff", text="Kommen Sie am Montag.", lang="de", dir="ltr"), TEXTS)
    assert drawn.parts == ("Ihr Team schreibt:\n\nKommen Sie am Montag.",)


def test_a_question_is_drawn_whole() -> None:
    progress = Progress(section=2, sections=6, minutes=4, label="2 von 6")
    message = Message(id="1", role="question", text="Wo?", lang="de", dir="ltr", hint="PLZ oder Ort", progress=progress)
    drawn = draw(message, TEXTS)
    assert drawn.parts == ("2 von 6\n\nWo?\n\nPLZ oder Ort",)
    assert drawn.markup is not None, "the menu is always within reach"


def test_a_menu_button_of_the_engine_is_enough() -> None:
    row = [Button(label="Menü", data="abc.1..menu", role="command")]
    drawn = draw(Message(id="1", role="question", text="Wo?", lang="de", dir="ltr", rows=[row]), TEXTS)
    assert drawn.markup is not None
    assert len(drawn.markup.inline_keyboard) == 1


def test_every_line_of_a_right_to_left_text_runs_from_the_right() -> None:
    drawn = draw(Message(id="1", role="say", text="112\n\nأهلاً", lang="ar", dir="rtl"), TEXTS)
    assert drawn.parts[0].split("\n") == [RTL_MARK + "112", "", RTL_MARK + "أهلاً"]


def test_what_the_team_types_runs_as_its_own_letters_do() -> None:
    """German in an Arabic chat: only our own line above it runs from the right."""
    text = "Kommen Sie am Montag.\n(10 Uhr)\nأهلاً"
    drawn = draw(Message(id="1", role="staff", text=text, lang="ar", dir="rtl"), TEXTS)
    who, empty, *said = drawn.parts[0].split("\n")
    assert who.startswith(RTL_MARK)
    assert (empty, said) == ("", text.split("\n"))


def test_an_empty_text_is_still_a_message() -> None:
    assert draw(Message(id="1", role="say", text="", lang="de", dir="ltr"), TEXTS).parts == ("…",)


def test_shown_messages_are_bounded() -> None:
    """faults: B"""
    shown = Shown(limit=10)
    for chat in range(100):
        shown.asked(str(chat), 1)
    for message in range(100):
        shown.offered("5", message)
    assert len(shown._chats) <= 10
    assert len(shown.of("5").others) <= 5


def test_a_new_question_gives_back_all_older_buttons() -> None:
    shown = Shown()
    assert shown.asked("5", 1) == []
    shown.offered("5", 2)
    assert sorted(shown.asked("5", 3)) == [1, 2]


@pytest.mark.parametrize(
    ("text", "word", "to", "arg"),
    [
        ("/start", "start", None, None),
        ("/start j_unna", "start", None, "j_unna"),
        ("/Help@KimBot", "help", "KimBot", None),
        ("/мова", "мова", None, None),
        ("/start  a b ", "start", None, "a b "),
    ],
)
def test_slash_words(text: str, word: str, to: str | None, arg: str | None) -> None:
    found = parse_slash(text)
    assert found is not None
    assert (found.word, found.to, (found.arg or "").strip() or None) == (word, to, arg.strip() if arg else None)


@pytest.mark.parametrize("text", ["", "/", "hallo /start", "//x", "/ start", "/a/b", "1/2"])
def test_what_is_no_command(text: str) -> None:
    assert parse_slash(text) is None


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    found = parse_slash(text)
    assert found is None or text.startswith("/")


def test_commands_have_names_and_descriptions_telegram_takes() -> None:
    lists = command_lists(TEXTS)
    assert {None, "de", "ar", "fa"} <= set(lists)
    assert all(code is None or len(code) == 2 for code in lists), "Telegram takes codes of two letters only"
    for commands in lists.values():
        assert all(1 <= len(command.description) <= 256 for command in commands)
        assert all(command.command.isascii() and len(command.command) <= 32 for command in commands)


def test_a_language_telegram_knows_by_another_code_has_its_list_there() -> None:
    """Kurmanji is `ku` for Telegram, German the usual one and not the simple one, Sorani has no code of two letters."""
    lists = command_lists(TEXTS)
    assert lists["ku"][0].description == TEXTS.get("kmr", "command.menu")
    assert lists["de"][1].description == TEXTS.get("de", "command.back")
    assert "ckb" not in lists
    assert "kmr" not in lists


def test_words_people_write_are_commands_behind_a_slash() -> None:
    known = aliases(TEXTS)
    assert known["hilfe"] == "help"
    assert known["meine_daten"] == "data"
    assert known["delete"] == "delete"


def test_media_are_named_and_notes_are_not() -> None:
    assert {media_of({"message_id", field}) for field in MEDIA} == set(MEDIA.values())
    assert {media_of({"message_id", field}) for field in NOTES} == {None}
    assert media_of({"message_id", "chat"}) == "other"


def test_every_media_name_has_a_sentence() -> None:
    for name in {*MEDIA.values(), "other", "forwarded", "flood", UNHEARD}:
        assert TEXTS.has("de", f"media.{name}")


def _flooding(said: Single, number: int) -> Incoming:
    return Incoming(Act.TURN, f"m:{number}", "666", said)


def _always(letters: int) -> bool:
    return True


def _portions(flood: list[Incoming], hears: Callable[[int], bool] = _always) -> list[tuple[TurnRequest, FloodIn]]:
    found: list[tuple[TurnRequest, FloodIn]] = []
    while flood:
        request, count = flood_turn(flood, hears)
        assert isinstance(request.input, FloodIn)
        found.append((request, request.input))
        flood = flood[count:]
    return found


@pytest.mark.parametrize("length", [9, 300, TEXT_LIMIT, TEXT_LIMIT * 4])
def test_a_flood_is_heard_to_the_last_word_in_portions_that_are_bounded(length: int) -> None:
    """faults: B"""
    flood = [_flooding(TextIn(text=f"{number:x>{length}}"), number) for number in range(2000)]
    portions = _portions(flood)
    events = [event for request, said in portions for event in (request.event_id, *said.events)]
    assert events == [given.event_id for given in flood]
    assert [one for _, said in portions for one in said.said] == [given.input for given in flood]
    assert max(sum(len(one.text) for one in said.said if isinstance(one, TextIn)) for _, said in portions) <= LETTERS
    assert max(len(said.events) for _, said in portions) < MOST
    assert len(portions) == math.ceil(2000 / min(MOST, LETTERS // length))


def test_what_is_said_again_and_again_is_listened_to_once() -> None:
    """faults: B"""
    long: list[Single] = [
        TextIn(text="x" * TEXT_LIMIT),
        TapIn(data="0.0..help"),
        MediaIn(media="photo", caption="Haus"),
    ]
    portions = _portions([_flooding(long[number % 3], number) for number in range(MOST)])
    assert [said.said for _, said in portions] == [long]


def test_what_nobody_listens_to_is_one_turn_that_says_so() -> None:
    """faults: B. It holds nothing of what was said, however much that was."""
    budgets = Budgets(1, 1)
    flood = [_flooding(TextIn(text=f"{number:x>{TEXT_LIMIT}}"), number) for number in range(MOST * 2)]
    portions = _portions(flood, partial(budgets.hears, "666", 0.0))
    events = [event for request, said in portions for event in (request.event_id, *said.events)]
    assert events == [given.event_id for given in flood]
    heard = [said for _, said in portions if not said.unheard]
    assert sum(len(one.text) for said in heard for one in said.said if isinstance(one, TextIn)) == HEARD
    assert [(said.said, 1 + len(said.events)) for _, said in portions if said.unheard] == [
        ([], MOST),
        ([], MOST * 2 - MOST - HEARD // TEXT_LIMIT),
    ]


def test_commands_and_buttons_are_known_in_what_nobody_listens_to() -> None:
    """faults: B. A call for help by either is one."""
    said: list[Single] = [TextIn(text="a"), CommandIn(name="emergency"), TapIn(data="0.0..emergency"), TextIn(text="b")]
    request, count = flood_turn([_flooding(one, number) for number, one in enumerate(said * 2)], lambda letters: False)
    assert count == len(said) * 2
    assert request.input == FloodIn(events=[f"m:{n}" for n in range(1, 8)], said=[said[1], said[2]], unheard=True)


def test_numbers_to_call_are_told_to_who_was_told_to_write_more_slowly() -> None:
    budgets = Budgets(1, 1)
    assert [budgets.may_tell("5", now, what) for now, what in ((0.0, "slower"), (1.0, "help"), (2.0, "help"))] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("before", [True, False], ids=["known-to-the-backend", "new"])
def test_of_an_album_what_is_left_are_the_words_beside_its_later_pictures(before: bool) -> None:
    def picture(number: int, caption: str | None) -> Incoming:
        return Incoming(Act.TURN, "g:1", "5", MediaIn(media="photo", caption=caption), part=f"m:{number}")

    known, first = Known(), picture(1, "a")
    assert known.left_of(first) is first
    known.taken(first, before=before)
    left = [known.left_of(picture(number, caption)) for number, caption in ((1, "a"), (2, "b"), (3, None))]
    assert [one.event_id if one else None for one in left] == ["m:1" if before else None, "m:2", None]
    known.add("m:2")
    assert known.left_of(picture(2, "b")) is None


def test_what_is_known_is_bounded() -> None:
    """faults: B"""
    known = Known()
    for number in range(REMEMBERED + 500):
        known.add(str(number))
    assert ("0" in known, str(REMEMBERED + 499) in known, len(known._done)) == (False, True, REMEMBERED)
