"""`:help`, `:set`, `:lang`, `:as-of` in `lotse chat`: what they do is what a person could have done."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.errors import LotseError
from flows.package import load_package
from tests.support.trying import TO_THE_CHILDREN, household_package, trying


async def test_help_names_every_command(tmp_path: Path) -> None:
    async with trying(tmp_path) as trial:
        said = await trial.take(":help")
        for name in trial.console._simulator._known:  # type: ignore[union-attr]
            assert f": :{name} " in said


async def test_an_answer_is_set_and_set_again_by_value_and_by_words(tmp_path: Path) -> None:
    async with trying(tmp_path) as trial:
        said = await trial.take(":set of_age no")
        assert said.startswith("> [Nein]")
        assert (await trial.state()).question == "guardian"
        said = await trial.take(":set of_age Ja")
        assert "> /edit of_age\n> [Ja]" in said
        assert "Dürfen wir die Antworten speichern" in said
        assert await trial.value("of_age") is True


async def test_an_answer_of_an_entry_is_changed_and_what_hangs_on_it_follows(tmp_path: Path) -> None:
    async with trying(tmp_path, household_package()) as trial:
        await trial.take(*TO_THE_CHILDREN, "> Maksym", "> 2012")
        assert (await trial.state()).question == "schools#2-1"
        await trial.take(":set child_birth#2 2024-05-01")
        assert await trial.value("child_birth#2") == {"date": "2024-05-01", "precision": "day", "about": False}
        assert (await trial.state()).question == "daycare#2"
        await trial.take(":set daycare#2 true", ":set district heeren")
        assert await trial.value("district") == "heeren"


async def test_several_choices_are_ticked_by_their_values(tmp_path: Path) -> None:
    flow = """
format: 2
id: ticks
title: Haken
sections:
  - id: one
    title: Eins
    steps:
      - id: fields
        kind: many
        prompt: Was?
        choices:
          - {value: work, label: Arbeit}
          - {value: home, label: Wohnen}
          - {value: none_of, label: Nichts, exclusive: true}
      - {id: name, kind: text, prompt: Wer?}
"""
    async with trying(tmp_path, load_package({"flow.yaml": flow.encode()})) as trial:
        await trial.take(":set fields work, home")
        assert await trial.value("fields") == ["work", "home"]
        await trial.take(":set fields home")
        assert await trial.value("fields") == ["home"]
        await trial.take(":set fields Arbeit und Wohnen")
        assert await trial.value("fields") == ["work", "home"]


async def test_a_value_the_constraint_refuses_gets_the_sentence_of_the_question(tmp_path: Path) -> None:
    async with trying(tmp_path, household_package()) as trial:
        await trial.take(*TO_THE_CHILDREN)
        said = await trial.take(":set child_birth#1 2031-01-01")
        assert "Der Tag liegt in der Zukunft." in said
        assert said.endswith(": „child_birth#1“ hat damit noch keine Antwort.\n")
        state = await trial.state()
        assert state.question == "child_birth#1"
        assert "child_birth#1" not in state.answers


async def test_words_that_are_a_command_are_one_here_too(tmp_path: Path) -> None:
    """In the chat, too, somebody who writes "Hilfe" is not called so."""
    async with trying(tmp_path) as trial:
        said = await trial.take(":set name Hilfe")
        assert "„name“ hat damit noch keine Antwort." in said
        assert (await trial.state()).question == "name"


async def test_it_is_another_day_and_the_same_day_again(tmp_path: Path) -> None:
    async with trying(tmp_path, household_package()) as trial:
        await trial.take(*TO_THE_CHILDREN, "> Maksym")
        assert "Der Tag liegt in der Zukunft." in await trial.take("> 01.01.2028")
        assert "Heute ist der 01.02.2028." in await trial.take(":as-of 2028-02-01")
        await trial.take("> 01.01.2028")
        assert (await trial.state()).answers["child_birth#2"].at.startswith("2028-02-01")
        assert "Heute ist der 26.11.2026." in await trial.take(":as-of heute")
        assert await trial.take(":as-of") == ": Heute ist der 26.11.2026.\n"
        assert "Heute ist der 03.04.1960." in await trial.take(":as-of 03.04.1960")


async def test_the_language_is_another(tmp_path: Path) -> None:
    async with trying(tmp_path) as trial:
        said = await trial.take(":lang uk")
        assert "Вам 16 років або більше?" in said
        assert (await trial.state()).lang == "uk"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (":sett of_age yes", "Meinen Sie „set“?"),
        (":", ":help zeigt, was es gibt."),
        (":set brith 1990", "Meinen Sie „birth“?"),
        (":set zzzzzz 1", "Eine Frage „zzzzzz“ gibt es nicht."),
        (":set who_we_are yes", "keine Frage, auf die es eine Antwort gibt"),
        (":set of_age", "So geht es: :set FRAGE ANTWORT"),
        (":set birth#2 1990", "wird nicht wiederholt"),
        (":goto", "So geht es: :goto FRAGE"),
        (":goto brith", "Meinen Sie „birth“?"),
        (":goto who_we_are", "wird nur gesagt"),
        (":goto birth#2", "wird nicht wiederholt"),
        (":lang xx", "Es gibt: de, en, ar, uk"),
        (":lang", "Es gibt: de, en, ar, uk"),
        (":as-of 2026-02-30", "„2026-02-30“ ist kein Tag."),
        (":as-of 9999-12-31", "von 1950 bis 2199"),
        (":as-of morgen", "ist kein Tag"),
    ],
)
async def test_what_cannot_be_is_said_and_changes_nothing(tmp_path: Path, line: str, told: str) -> None:
    async with trying(tmp_path) as trial:
        before = await trial.state()
        said = await trial.take(line)
        assert said.startswith("! ")
        assert told in said
        assert await trial.state() == before
        assert not said.startswith(">")
        with pytest.raises(LotseError) as raised:
            await trial.take(line, played=True)
        assert raised.value.detail == {"line": "3"}


async def test_names_in_repeats_say_which_entries_there_are(tmp_path: Path) -> None:
    async with trying(tmp_path, household_package()) as trial:
        assert "Die erste heißt child_name#1." in await trial.take(":set child_name Olga")
        await trial.take(*TO_THE_CHILDREN)
        assert "Es gibt: child_name#1, child_name#2" in await trial.take(":set child_name Olga")
        assert "Kein Weg führt zu „child_name#7“" in await trial.take(":set child_name#7 Olga")
        assert "wird berechnet" in await trial.take(":set child_age#1 7")
        assert "wird berechnet" in await trial.take(":set small_ones 7")


async def test_once_everything_is_deleted_nothing_can_be_set(tmp_path: Path) -> None:
    async with trying(tmp_path) as trial:
        await trial.take("/delete", "[1]")
        assert "kein Gespräch" in await trial.take(":set of_age yes")
        assert "Heute ist" in await trial.take(":as-of 2027-01-01")


async def test_programs_read_turns_and_lines(tmp_path: Path) -> None:
    async with trying(tmp_path, json=True) as trial:
        told = await trial.told(":set of_age no")
        assert [one["input"] for one in told] == ["[Nein]"]
        assert told[0]["reply"]["messages"][-1]["step"] == "guardian"
        assert await trial.told(":set zzzz 1") == [
            {"input": ":set zzzz 1", "told": ["Eine Frage „zzzz“ gibt es nicht."], "refused": True}
        ]
