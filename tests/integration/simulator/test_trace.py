"""`--trace` and `:trace`: after each reply, why this is asked and what hid the rest; `:answers`."""

from __future__ import annotations

from pathlib import Path

from tests.support.trying import TO_THE_CHILDREN, household_package, trying


async def test_each_reply_is_followed_by_its_reasons(tmp_path: Path) -> None:
    async with trying(tmp_path, household_package(), tracing=True) as trial:
        said = await trial.take("> Olena", "[Kamen]", "[Methler]", "[Mit Gas]")
        assert "\n~ gefragt: rooms, die erste offene Frage; sie hat keine Bedingung\n" in said
        assert "~ nicht gefragt: heating_other: heating == 'anything' ist nein (heating = 'gas')" in said
        said = await trial.take(*TO_THE_CHILDREN[4:])
        assert "~ nicht gefragt: schools#1-1: has_children and child_age >= 6 ist nein" in said
        assert "child_age#1 = 3" in said


async def test_a_command_of_several_turns_is_told_once(tmp_path: Path) -> None:
    async with trying(tmp_path, tracing=True) as trial:
        await trial.take(":set of_age no")
        said = await trial.take(":set of_age yes")
        assert said.count("~ gefragt: ") == 1
        assert "~ nicht gefragt: guardian: of_age == false ist nein (of_age = ja)" in said


async def test_it_is_switched_on_and_off(tmp_path: Path) -> None:
    async with trying(tmp_path) as trial:
        assert "~" not in await trial.take("[2]")
        said = await trial.take(":trace")
        assert "gefragt: guardian, die erste offene Frage; of_age == false (of_age = nein)" in said
        assert "~ gefragt: of_age" in await trial.take("/back")
        assert await trial.take(":trace off") == ": trace ist aus\n"
        assert "~" not in await trial.take("[1]")
        assert "So geht es" in await trial.take(":trace vielleicht")


async def test_taking_back_tells_of_the_question_only(tmp_path: Path) -> None:
    async with trying(tmp_path, tracing=True) as trial:
        said = await trial.take("[2]", "[1]", ":undo")
        assert "~ gefragt: guardian, die erste offene Frage; of_age == false (of_age = nein)" in said
        assert "nicht gefragt" not in said


async def test_programs_get_an_object_for_each_reply(tmp_path: Path) -> None:
    async with trying(tmp_path, household_package(), json=True, tracing=True) as trial:
        await trial.take("> Olena", "[Kamen]", "[Methler]")
        (told,) = await trial.told("[Mit Gas]")
        assert told["trace"]["question"] == "rooms"
        assert told["trace"]["hidden"] == [
            {
                "step": "heating_other",
                "value": False,
                "rule": "heating == 'anything'",
                "holds": False,
                "because": [{"part": "heating", "value": "gas"}],
            }
        ]
        await trial.take(*TO_THE_CHILDREN[4:-2])
        (told,) = await trial.told("> 2023")
        assert told["trace"]["question"] == "daycare#1"
        assert told["trace"]["computed"] == [
            {
                "name": "child_age#1",
                "rule": "age(child_birth)",
                "value": 3,
                "because": [{"part": "child_birth#1", "value": "2023-07-01"}],
            }
        ]


async def test_a_missing_consent_is_named(tmp_path: Path) -> None:
    async with trying(tmp_path, tracing=True) as trial:
        said = await trial.take(":set of_age yes", "[1]", "[1]", "[2]")
        assert "~ nicht gefragt: origin: die Einwilligung „special“ wurde abgelehnt\n" in said


async def test_answers_are_listed_by_their_names(tmp_path: Path) -> None:
    async with trying(tmp_path, household_package()) as trial:
        assert "Noch ist nichts beantwortet." in await trial.take(":answers")
        await trial.take(*TO_THE_CHILDREN, ":set has_children no")
        said = (await trial.take(":answers")).splitlines()
        assert ": town = 'kamen'" in said
        assert ": child_name#1 = 'Daryna' (beiseite: wird gerade nicht gefragt)" in said
        assert ": small_ones = 0 (berechnet)" in said


async def test_once_everything_is_deleted_there_is_nothing_to_tell(tmp_path: Path) -> None:
    async with trying(tmp_path, tracing=True) as trial:
        said = await trial.take("/delete", "[1]")
        assert "~" not in said
        assert "kein Gespräch" in await trial.take(":answers")
