"""The script a failed walk prints plays the same conversation in `lotse chat`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.allinone.console import chat_in
from flows.walk.dice import Dice
from flows.walk.player import Player
from flows.walk.replies import Replies
from flows.walk.script import script_of
from flows.walk.talk import Talk
from tests.support.walking import intake, lookup


@pytest.mark.parametrize(("seed", "lang"), [(1, "de"), (2, "ar"), (3, "uk")])
async def test_the_script_comes_to_the_same_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int, lang: str
) -> None:
    player = Player(intake(), lookup())
    talk = Talk(player, Replies(intake(), lookup().places), Dice(seed))
    talk.begin(lang)
    talk.go_on()
    script = tmp_path / "script.txt"
    script.write_text(script_of(player, lang), "utf-8")
    await chat_in(tmp_path, lang, "web", script, json=True)
    replies = [json.loads(line)["reply"] for line in capsys.readouterr().out.splitlines()]
    asked = [message["step"] for reply in replies for message in reply["messages"] if message["role"] == "question"]
    assert replies[-1]["status"] == player.state.status
    assert [step for step in dict.fromkeys(asked) if not step.startswith("!")] == talk.asked
