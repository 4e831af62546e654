"""The lines of golden conversations: whatever is done has a line, and the line does it again."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from backend.allinone.golden.files import dumped
from backend.allinone.golden.person import NoButton, Person
from flows.protocol import Button, CommandIn, FloodIn, Message, TapIn, TextIn, TurnReply

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
LABELS = st.sampled_from(["Ja", "Ja, gern", "1", "2", "#2", "^Ja", "Menü", "/start"])


def reply(*labels: str, first: int = 0) -> TurnReply:
    buttons = [Button(label=label, data=f"b{number}") for number, label in enumerate(labels, first)]
    asked = Message(id="1", role="question", text="?", lang="de", dir="ltr", rows=[buttons])
    return TurnReply(conversation="c", status="running", lang="de", dir="ltr", messages=[asked])


@given(WORDS)
def test_any_words_are_written_and_read_again_as_they_were(words: str) -> None:
    """Also through the file, and also where they look like a button, a command or an edited message."""
    person, said = Person(object()), TextIn(text=words)
    golden = yaml.safe_load(dumped({"turns": [{"person": person.line_of(said)}]}))
    assert person.understood(golden["turns"][0]["person"]) == said


@given(st.lists(LABELS, min_size=1, max_size=6), st.lists(LABELS, max_size=3), st.data())
def test_every_button_shown_has_a_name_that_finds_it(now: list[str], older: list[str], data: st.DataObject) -> None:
    person = Person(object())
    if older:
        person.hear(reply(*older, first=100))
    person.hear(reply(*now))
    tapped = TapIn(data=f"b{data.draw(st.integers(0, len(now) - 1))}")
    assert person.understood(person.line_of(tapped)) == tapped


def test_a_button_of_an_older_message_is_named_as_one() -> None:
    person = Person(object())
    person.hear(reply("Alt"))
    person.hear(reply("Neu", first=1))
    assert person.line_of(TapIn(data="b0")) == "[^Alt]"
    assert person.understood("[^Alt]") == TapIn(data="b0")


def test_commands_keep_their_argument() -> None:
    person = Person(object())
    for command in (CommandIn(name="start"), CommandIn(name="edit", arg="birth#2")):
        assert person.understood(person.line_of(command)) == command


def test_what_no_line_does_is_refused() -> None:
    person = Person(object())
    person.hear(reply("Ja"))
    for given_ in (TapIn(data="nobody's"), FloodIn(events=[])):
        with pytest.raises(LookupError):
            person.line_of(given_)
    for line in ("[Nein]", "[^Nein]", "[#0]", "[7]"):
        with pytest.raises(NoButton):
            person.understood(line)
