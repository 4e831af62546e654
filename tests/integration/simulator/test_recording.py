"""`:record` and `--record`: what was tried out becomes a golden conversation that plays unchanged; `:undo`."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.allinone.golden.files import dumped
from backend.allinone.golden.playing import package_of, play
from backend.allinone.simulator.recording import Subject
from backend.content.packages import open_package
from flows.library import builtin_package
from tests.support.commands import lotse, lotse_here
from tests.support.trying import HOUSEHOLD, TO_THE_CHILDREN, household_package, trying

SAME = """
format: 2
id: same
title: Gleich
sections:
  - id: one
    title: Eins
    steps:
      - id: number
        kind: one
        prompt: Was?
        choices: [{value: a, label: "2"}, {value: b, label: Gut}, {value: c, label: Gut}]
      - id: again
        kind: many
        prompt: Was?
        choices: [{value: a, label: Ab}, {value: b, label: A}, {value: c, label: C}]
      - {id: words, kind: text, prompt: Was?}
      - {id: end, kind: yes_no, prompt: Ende?}
"""


def plays_unchanged(path: Path, folder: Path) -> dict[str, Any]:
    """As tests/conversations plays it: the file is what playing it writes."""
    golden: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    folder.mkdir()
    played = asyncio.run(play(golden, folder, package_of(golden, path.parent)))
    assert dumped(played) == path.read_text("utf-8")
    return golden


async def test_a_conversation_to_the_desk_plays_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "kim.yaml"
    async with trying(tmp_path) as trial:
        await trial.take(":set of_age yes", "[1]", "[1]", "[1]", "/help", ":goto birth", "> /kein Befehl", ":lang uk")
        await trial.take("> 1990", ":set fields work, housing", ":goto summary", ":goto submit", "[1]")
        assert (await trial.state()).status == "submitted"
        said = await trial.take(f":record {path}")
        assert said.startswith(f": aufgezeichnet: {path} (")
    golden = await asyncio.to_thread(plays_unchanged, path, tmp_path / "again")
    assert sorted(golden["desk"]["answers"]["fields"]) == ["housing", "work"]
    assert "> /kein Befehl" in [turn["person"] for turn in golden["turns"]]
    assert golden["turns"][0]["wait"] == {"days": 6}  # from the day of golden conversations to ours


async def test_another_day_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "days.yaml"
    async with trying(tmp_path, household_package(), subject=Subject(HOUSEHOLD)) as trial:
        await trial.take(*TO_THE_CHILDREN, "> Maksym", ":as-of 2028-02-01", "> 01.01.2028", ":as-of 2026-11-26")
        await trial.take(f":record {path}")
    golden = await asyncio.to_thread(plays_unchanged, path, tmp_path / "again")
    assert (path.parent / golden["flow"]).resolve() == HOUSEHOLD
    waits = [turn["wait"]["days"] for turn in golden["turns"] if "wait" in turn]
    assert waits[0] == 6
    assert waits[1] == -waits[2] > 400
    assert not [text for text in golden["turns"][-2]["bot"] if "Zukunft" in text]


async def test_buttons_with_the_same_label_and_many_ticks_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "same.yaml"
    flow = tmp_path / "same-flow.yaml"
    flow.write_text(SAME, "utf-8")
    async with trying(tmp_path, open_package(flow), subject=Subject(flow)) as trial:
        await trial.take(":set number a", ":set number b", ":set number c", ":set again a, b", ":set again b,c")
        await trial.take(":set words [Gut]", f":record {path}")
        assert await trial.value("number") == "c"
    golden = await asyncio.to_thread(plays_unchanged, path, tmp_path / "again")
    lines = [turn["person"] for turn in golden["turns"]]
    assert [line for line in lines if line in ("[2]", "[#2]", "[Gut]")] == ["[2]", "[#2]", "[Gut]"]
    assert "> [Gut]" in lines


async def test_a_variant_is_named(tmp_path: Path) -> None:
    path = tmp_path / "luenen.yaml"
    subject = Subject(variant="luenen")
    async with trying(tmp_path, builtin_package("kim-intake").of("luenen"), subject=subject) as trial:
        await trial.take(":goto residence", f":record {path}")
    assert (await asyncio.to_thread(plays_unchanged, path, tmp_path / "again"))["variant"] == "luenen"


async def test_what_cannot_be_recorded_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "there.yaml").write_text("kept", "utf-8")
    async with trying(tmp_path) as trial:
        assert "gibt es schon" in await trial.take(f":record {tmp_path}/there.yaml")
        assert "Den Ordner" in await trial.take(f":record {tmp_path}/nowhere/file.yaml")
        assert "So geht es" in await trial.take(":record")
    assert (tmp_path / "there.yaml").read_text("utf-8") == "kept"
    (tmp_path / "data").mkdir()
    async with trying(tmp_path / "data", lasting=True) as trial:
        assert "nur ohne --data" in await trial.take(f":record {tmp_path}/new.yaml")
        assert "nur ohne --data" in await trial.take(":undo")
    assert not (tmp_path / "new.yaml").exists()


async def test_a_line_is_taken_back_as_if_it_had_never_been(tmp_path: Path) -> None:
    async with trying(tmp_path) as trial:
        await trial.take(":set of_age yes", "[1]")
        before = await trial.state()
        await trial.take("[2]", "/delete", "[1]")  # handing over refused, and everything deleted
        assert await trial.session.conversation() is None
        said = await trial.take(":undo", ":undo", ":undo")
        assert ": zurückgenommen: [Nein, das möchte ich nicht]" in said
        after = await trial.state()
        assert (after.question, after.consents) == (before.question, before.consents)
        assert {key: answer.value for key, answer in after.answers.items()} == {
            key: answer.value for key, answer in before.answers.items()
        }


async def test_a_command_of_many_turns_and_the_day_are_taken_back_as_one(tmp_path: Path) -> None:
    async with trying(tmp_path, household_package()) as trial:
        await trial.take(":goto waits", ":undo")
        assert (await trial.state()).question == "called"
        await trial.take(":as-of 2031-01-01", ":undo")
        assert await trial.take(":as-of") == ": Heute ist der 26.11.2026.\n"
        await trial.take(":help", ":undo", ":undo")
        assert "Es gibt nichts" in await trial.take(":undo")
        assert "Sprache" in trial.session.done[-1].reply.messages[-1].text


async def test_what_was_undone_is_not_recorded(tmp_path: Path) -> None:
    path = tmp_path / "short.yaml"
    async with trying(tmp_path) as trial:
        await trial.take("[2]", ":undo", "[1]", f":record {path}")
    golden = await asyncio.to_thread(plays_unchanged, path, tmp_path / "again")
    assert [turn["person"] for turn in golden["turns"]] == ["/start", "[Deutsch]", "[Ja]"]


def test_the_command_records_at_its_end(tmp_path: Path) -> None:
    script, path = tmp_path / "script.txt", tmp_path / "golden.yaml"
    script.write_text("[Deutsch]\n:goto residence\n> 44532\n", "utf-8")
    run = lotse("chat", "--script", str(script), "--record", str(path), "--json")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout.splitlines()[-1]) == {"recorded": str(path)}
    assert yaml.safe_load(path.read_text("utf-8"))["turns"][-1]["person"] == "44532"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--record", "{folder}/there.yaml"), "gibt es schon"),
        (("--record", "{folder}/new.yaml", "--data", "{folder}/data"), "nur ohne"),
    ],
)
def test_the_command_refuses_before_anything_is_said(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    (tmp_path / "there.yaml").touch()
    run = lotse_here("chat", *(argument.format(folder=tmp_path) for argument in arguments))
    assert run.returncode == 2
    assert told in run.stderr
    assert run.stdout == ""
