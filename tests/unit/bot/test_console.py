"""The console: scripts play, buttons are numbers or labels, mistakes are named, right-to-left text stays usable."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bot.channels.console import run_console
from bot.channels.terminal import RTL_MARK, read_line
from flows.errors import LotseError
from flows.protocol import CommandIn, TapIn, TextIn
from tests.support.german_texts import german_texts
from tests.support.memory_gateway import MemoryGateway

TEXTS = german_texts()


async def play(tmp_path: Path, script: str, gateway: MemoryGateway | None = None, **more: object) -> list[str]:
    file = tmp_path / "script.txt"
    file.write_text(script, "utf-8")
    said: list[str] = []
    await run_console(gateway or MemoryGateway(), script=file, texts=TEXTS, write=said.append, **more)  # type: ignore[arg-type]
    return said


async def test_a_script_is_played_and_its_transcript_printed(tmp_path: Path) -> None:
    gateway = MemoryGateway()
    said = await play(tmp_path, "# comment\n\n[Ja]\n[2]\n> 44532\n/help\n", gateway)
    assert [type(request.input) for request in gateway.requests] == [CommandIn, TapIn, TapIn, TextIn, CommandIn]
    assert gateway.requests[1].input.data.endswith(".yes")  # type: ignore[union-attr]
    assert said[1].startswith("> [Ja]\n")
    assert said[3].startswith("> 44532\n")
    assert "  [1] Ja" in said[0]


async def test_numbers_belong_to_the_buttons_just_shown(tmp_path: Path) -> None:
    gateway = MemoryGateway()
    await play(tmp_path, "[1]\n[1]\n", gateway)
    assert [request.input.data for request in gateway.requests[1:]] == [  # type: ignore[union-attr]
        "n0nce.0.adult.yes",
        "n0nce.1.needs.work",
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("[99]", "no such button is offered, but: ["),
        ("[No such label]", "no such button is offered, but: ["),
        ("/nonsense", "no such command, but: back, "),
        ("words without a sign", "words need >"),
    ],
)
async def test_a_wrong_line_is_named_with_what_is_wrong(tmp_path: Path, line: str, why: str) -> None:
    with pytest.raises(LotseError) as raised:
        await play(tmp_path, f"# first\n[1]\n{line}\n")
    assert (raised.value.code, raised.value.detail["line"]) == ("console.script", "3")
    assert why in raised.value.detail["problem"]


@pytest.mark.parametrize(("name", "why"), [("missing.txt", "No such file"), ("latin.txt", "UTF-8"), ("", "directory")])
async def test_a_script_that_cannot_be_read_is_told_before_anything_is_said(
    tmp_path: Path, name: str, why: str
) -> None:
    (tmp_path / "latin.txt").write_bytes(b"\xff\xfe")
    gateway, said = MemoryGateway(), list[str]()
    with pytest.raises(LotseError) as raised:
        await run_console(gateway, script=tmp_path / name, texts=TEXTS, write=said.append)
    assert raised.value.code == "console.script"
    assert why in raised.value.detail["problem"]
    assert (gateway.requests, said) == ([], [])


async def test_json_is_one_object_a_reply(tmp_path: Path) -> None:
    said = await play(tmp_path, "[1]\n", json=True)
    found = [json.loads(line) for line in said]
    assert [one["input"] for one in found] == ["/start", "[1]"]
    assert all("\n" not in line for line in said)
    assert found[0]["reply"]["messages"]


async def test_arabic_lines_run_from_the_right_and_buttons_keep_their_numbers(tmp_path: Path) -> None:
    said = await play(tmp_path, "[1]\n", lang="ar")
    lines = [line for line in said[0].splitlines() if line]
    assert all(line.startswith(RTL_MARK) for line in lines)
    assert any(line.startswith(f"{RTL_MARK}  [1] ") for line in lines)


async def test_the_channel_is_the_one_asked_for(tmp_path: Path) -> None:
    gateway = MemoryGateway()
    await play(tmp_path, "", gateway, channel="telegram")
    assert gateway.requests[0].channel == "telegram"
    with pytest.raises(LotseError):
        await play(tmp_path, "", channel="fax")


async def test_by_hand_words_need_no_sign_and_errors_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    gateway, said = MemoryGateway(), []
    typed = iter(["1", "[99]", "", "Fertig bin ich noch nicht", "/quit", "never read"])
    monkeypatch.setattr("bot.channels.terminal.read_line", lambda: next(typed))
    gateway_fails = iter([False, False, True])
    turn = gateway.turn

    async def sometimes(request: object) -> object:
        if next(gateway_fails, False):
            raise LotseError("backend.unavailable")
        return await turn(request)  # type: ignore[arg-type]

    monkeypatch.setattr(gateway, "turn", sometimes)
    await run_console(gateway, texts=TEXTS, write=said.append)
    assert gateway.requests[1].input == TapIn(data="n0nce.0.adult.yes")
    assert any("gibt es hier nicht" in text for text in said)
    assert any("kurze Pause" in text for text in said)
    assert next(typed) == "never read"


@pytest.mark.parametrize("stored", [False, True])
async def test_a_line_that_was_refused_and_is_written_again_is_one_event(
    monkeypatch: pytest.MonkeyPatch, stored: bool
) -> None:
    """faults: A6, A7"""
    gateway, said = MemoryGateway(after_commit=stored), []
    typed = iter(["1", "Lünen", "Lünen", "Lünen", "/quit"])

    def read() -> str:
        if len(gateway.requests) == 2:
            gateway.fail = ["storage.unavailable"]
        return next(typed)

    monkeypatch.setattr("bot.channels.terminal.read_line", read)
    await run_console(gateway, texts=TEXTS, write=said.append)
    events = [request.event_id for request in gateway.requests]
    assert len(events) == 5
    assert len(set(events)) == 4, "the beginning, the tap, and twice Lünen: what was answered may be said again"
    assert [text.startswith("! ") for text in said] == [False, False, True, False, False]
    assert len(next(iter(gateway.talks.values())).answers) == 3


async def test_another_line_after_one_that_was_refused_is_another_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """faults: A7. The first may have been stored: the second must not be taken for it."""
    gateway = MemoryGateway(after_commit=True)
    typed = iter(["Unna", "Lünen", "Unna", "/quit"])

    def read() -> str:
        if len(gateway.requests) == 1:
            gateway.fail = ["backend.unavailable"]
        return next(typed)

    monkeypatch.setattr("bot.channels.terminal.read_line", read)
    await run_console(gateway, texts=TEXTS, write=lambda _: None)
    assert len({request.event_id for request in gateway.requests}) == 4


async def test_two_runs_do_not_share_events(tmp_path: Path) -> None:
    """faults: A2. The same script on the same data twice: nothing is taken for a repetition."""
    gateway = MemoryGateway()
    for _ in range(2):
        await play(tmp_path, "> hallo\n", gateway)
    events = [request.event_id for request in gateway.requests]
    assert len(set(events)) == len(events)


def test_bytes_that_are_no_character_are_talked_about_not_broken_off() -> None:
    """faults: B. A terminal in another encoding: Python reads such bytes as half characters."""
    reads, writes = os.pipe()
    os.write(writes, b"gr\xfcn\nja\n")
    os.close(writes)
    assert read_line(reads) == "gr\N{REPLACEMENT CHARACTER}n\n"
    assert read_line(reads) == "ja\n", "one line at a time"
    with pytest.raises(EOFError):
        read_line(reads)
    os.close(reads)


@pytest.mark.parametrize("line", ["> " + "x" * 20_000, "/edit " + "x" * 20_000])
async def test_a_line_longer_than_any_message_is_refused_by_its_number(tmp_path: Path, line: str) -> None:
    """faults: B (huge message)"""
    with pytest.raises(LotseError) as raised:
        await play(tmp_path, f"[1]\n{line}\n")
    assert (raised.value.code, raised.value.detail["line"]) == ("wire.too_large", "2")


async def test_a_line_longer_than_any_message_ends_no_talk(monkeypatch: pytest.MonkeyPatch) -> None:
    """faults: B (huge message)"""
    gateway, said = MemoryGateway(), []
    typed = iter(["x" * 20_000, "1", "/quit"])
    monkeypatch.setattr("bot.channels.terminal.read_line", lambda: next(typed))
    await run_console(gateway, texts=TEXTS, write=said.append)
    assert any("zu groß" in text for text in said)
    assert gateway.requests[1].input == TapIn(data="n0nce.0.adult.yes")
