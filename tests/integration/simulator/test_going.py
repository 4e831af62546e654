"""`:goto` answers what lies before a question by real turns; what cannot be reached is told with the rule."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.integrations.workbook import read_workbook
from flows.errors import LotseError
from flows.package import load_package
from flows.protocol import TurnReply, TurnRequest
from flows.xlsform.importing import import_form
from tests.support.forms import shared
from tests.support.trying import Trial, household_package, trying


@pytest.mark.parametrize("target", ["residence", "children", "law_now", "status_since"])
async def test_the_way_is_made_of_real_turns(tmp_path: Path, target: str) -> None:
    async with trying(tmp_path, json=True) as trial:
        told = await trial.told(f":goto {target}")
        assert len(told) > 3
        assert all("reply" in one for one in told)
        assert not [m for one in told for m in one["reply"]["messages"] if m["role"] == "error"]
        conversation = await trial.session.conversation()
        assert conversation is not None
        assert conversation.state.question == target
        assert conversation.turn_count == len(told) + 2


async def test_people_read_what_was_answered_and_the_question(tmp_path: Path) -> None:
    async with trying(tmp_path) as trial:
        said = await trial.take(":goto birth")
        assert said.startswith("> [Ja]\n> [Ja, ich stimme zu]\n")
        assert "Wann sind Sie geboren?" in said
        assert "In welcher Stadt" not in said
        assert await trial.take(":goto birth") == ": „birth“ wird gerade gefragt.\n"
        assert "In welcher Stadt" in await trial.take(":goto residence")  # asked again, as /edit does
        await trial.take(":goto birth", "> 1990")
        assert (await trial.value("birth"))["date"].startswith("1990")


async def test_from_the_very_beginning_and_to_the_very_end(tmp_path: Path) -> None:
    async with trying(tmp_path, household_package()) as trial:
        await trial.take("/language", ":goto send")
        assert (await trial.state()).question == "send"
        await trial.take("[1]")
        assert (await trial.state()).status == "submitted"
        assert "Das Gespräch ist zu Ende (submitted)" in await trial.take(":goto certificate")
        await trial.take(":goto town")
        assert (await trial.state()).question == "town"


async def test_entries_of_repeats_are_reached_by_their_number(tmp_path: Path) -> None:
    async with trying(tmp_path, household_package()) as trial:
        await trial.take(":goto school_kind#2-1")
        assert (await trial.state()).question == "school_kind#2-1"
        await trial.take(":goto job")
        assert (await trial.state()).question == "job#1"
        assert "„job“ steht in einer Wiederholung. Es gibt: job#1" in await trial.take(":goto job#1-1")
        assert "wird berechnet" in await trial.take(":goto small_ones")


async def test_what_earlier_answers_exclude_is_told_with_the_rule_and_the_answer(tmp_path: Path) -> None:
    async with trying(tmp_path) as trial:
        await trial.take(":set of_age yes", ":goto residence")
        before = await trial.state()
        said = await trial.take(":goto guardian")
        assert said.startswith("! „guardian“ wird nach den bisherigen Antworten nicht gefragt")
        assert "of_age == false ist nein (of_age = ja)" in said
        assert await trial.state() == before
        with pytest.raises(LotseError):
            await trial.take(":goto guardian", played=True)


async def test_a_refused_consent_is_told(tmp_path: Path) -> None:
    async with trying(tmp_path) as trial:
        await trial.take(":set consent_special no")
        assert "Einwilligung „special“ wurde abgelehnt" in await trial.take(":goto status")


async def test_an_entry_that_can_never_be_is_told(tmp_path: Path) -> None:
    async with trying(tmp_path, household_package()) as trial:
        assert "Kein Weg führt zu „child_birth#9“" in await trial.take(":goto child_birth#9")


async def test_a_question_behind_a_link_is_told(tmp_path: Path) -> None:
    async with trying(tmp_path, channel="telegram") as trial:
        said = await trial.take(":goto status")
        assert "hinter einem Link" in said
        assert "status" not in (await trial.state()).answers


async def test_an_answer_can_be_set_before_it_was_asked(tmp_path: Path) -> None:
    async with trying(tmp_path, household_package()) as trial:
        await trial.take(":set child_birth#2 2012-01-31")
        assert (await trial.value("child_birth#2"))["date"] == "2012-01-31"
        assert (await trial.state()).question == "schools#2-1"
        await trial.take(":set heating gas")
        assert "heating == 'anything' ist nein (heating = 'gas')" in await trial.take(":set heating_other Holz")


async def test_a_pause_is_no_hindrance(tmp_path: Path) -> None:
    async with trying(tmp_path, household_package()) as trial:
        await trial.take("/pause", ":set called Olena")
        assert await trial.value("called") == "Olena"
        await trial.take(":goto children_count", "/pause", ":goto child_name#1")
        assert (await trial.state()).question == "child_name#1"


async def test_the_way_leads_on_where_the_place_decides_which_variant_is_asked(tmp_path: Path) -> None:
    async with trying(tmp_path) as trial:
        await trial.take(":goto residence")
        before = (await trial.state()).revision
        await trial.take("/back", ":goto adults")
        state = await trial.state()
        assert state.question == "adults"
        assert state.revision != before


async def test_an_imported_form_is_walked_through(tmp_path: Path) -> None:
    form = import_form(read_workbook(shared("xlsforms", "correlaid-mitwirken-de.xlsx")))
    async with trying(tmp_path, load_package(form.files)) as trial:
        await trial.take(":goto unterstuetzung_themen")
        assert (await trial.state()).question == "unterstuetzung_themen"
        said = await trial.take(":goto teilhabe_gruppen_other")
        assert "wird nach den bisherigen Antworten nicht gefragt: false ist nein" in said


@contextmanager
def answers_lost(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is said is stored, and nobody hears of it."""
    taken = trial.session.turns.turn

    async def lost(request: TurnRequest) -> TurnReply:
        await taken(request)
        raise LotseError("storage.unavailable")

    with monkeypatch.context() as away:
        away.setattr(trial.session.turns, "turn", lost)
        yield


async def test_a_line_written_again_after_it_was_refused_is_one_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: A6, A7. Stored, and the answer lost: the line once more gets the reply it had."""
    async with trying(tmp_path) as trial:
        await trial.take(":goto residence")
        conversation = await trial.session.conversation()
        assert conversation is not None
        with answers_lost(trial, monkeypatch):
            assert "noch einmal" in await trial.take("> Unna")
        said = await trial.take("> Unna")
        after = await trial.session.conversation()
        assert after is not None
        assert after.turn_count == conversation.turn_count + 1
        assert after.state.question is not None
        assert "Unna" in said


async def test_a_line_written_again_in_another_conversation_is_another_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: A7. After `:undo` the conversation is another one, in which nobody has said it yet."""
    async with trying(tmp_path) as trial:
        await trial.take(":goto residence")
        with answers_lost(trial, monkeypatch):
            await trial.take("> Unna")
        await trial.take(":undo", ":goto residence", "> Unna")
        assert (await trial.state()).answers["residence"]
