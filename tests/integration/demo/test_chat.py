"""`lotse chat --script`: a conversation from a file, for people and for programs."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from tests.support.commands import LOTSE, lotse, lotse_here, running

SCRIPT = """
# somebody begins, asks why, and says something
[Deutsch]
[1]
/why
> Kanarienvogel
"""


def script(folder: Path, content: str) -> str:
    path = folder / "script.txt"
    path.write_text(content, "utf-8")
    return str(path)


def test_a_script_is_played_and_told_line_by_line(tmp_path: Path) -> None:
    run = lotse("chat", "--lang", "de", "--script", script(tmp_path, SCRIPT), "--json")
    assert run.returncode == 0, run.stderr
    told = [json.loads(line) for line in run.stdout.splitlines()]
    assert [one["input"] for one in told] == ["/start", "[Deutsch]", "[1]", "/why", "> Kanarienvogel"]
    assert all(one["reply"]["messages"] for one in told)
    assert {one["reply"]["lang"] for one in told} == {"de"}
    assert len({one["reply"]["conversation"] for one in told}) == 1
    assert run.stderr == ""


def test_people_read_a_transcript(tmp_path: Path) -> None:
    run = lotse_here("chat", "--lang", "de", "--script", script(tmp_path, SCRIPT))
    assert run.returncode == 0, run.stderr
    assert "> Kanarienvogel" in run.stdout
    assert "[1]" in run.stdout


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    run = lotse_here("chat", "--script", script(tmp_path, "[Deutsch]\n[There is no such button]\n"), "--json")
    assert run.returncode == 2
    told = json.loads(run.stdout.splitlines()[-1])
    assert (told["error"], told["detail"]["line"]) == ("console.script", "2")
    assert "[Ja] [Nein]" in told["detail"]["problem"]
    assert "Traceback" not in run.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    run = lotse_here("chat", "--script", str(tmp_path / "nothing.txt"))
    assert run.returncode == 2
    assert "console.script" in run.stderr
    assert "nothing.txt" in run.stderr


def test_a_script_tries_a_flow_out_on_another_day(tmp_path: Path) -> None:
    run = lotse_here("chat", "--as-of", "2027-05-01", "--script", script(tmp_path, "[Deutsch]\n:as-of\n:set of_age no"))
    assert run.returncode == 0, run.stderr
    assert ": Heute ist der 01.05.2027." in run.stdout
    assert "Wo sind Ihre Eltern" in run.stdout
    wrong = lotse_here("chat", "--script", script(tmp_path, "[Deutsch]\n:set brith 1990"), "--json")
    assert wrong.returncode == 2
    told = [json.loads(line) for line in wrong.stdout.splitlines()]
    assert told[-2]["refused"]
    assert told[-1] == {"error": "console.script", "detail": {"line": "2"}}


def test_a_kept_conversation_goes_on(tmp_path: Path) -> None:
    """With `--data` the next call finds the conversation where it was."""
    data = str(tmp_path / "kept")
    first = lotse("chat", "--data", data, "--script", script(tmp_path, "[Українська]"), "--json")
    again = lotse("chat", "--data", data, "--script", script(tmp_path, ""), "--json")
    assert first.returncode == again.returncode == 0, first.stderr + again.stderr
    one, other = (json.loads(run.stdout.splitlines()[-1])["reply"] for run in (first, again))
    assert one["conversation"] == other["conversation"]
    assert other["lang"] == "uk"


@pytest.mark.slow
def test_ctrl_c_ends_a_talk_at_a_terminal_without_enter(tmp_path: Path) -> None:
    hand, terminal = os.openpty()
    try:
        with running(tmp_path, LOTSE, "chat", "--lang", "de", stdin=terminal) as run:
            run.until(lambda: "Ihre Antwort" in run.said, "asked")
            assert run.stop(signal.SIGINT) == 128 + signal.SIGINT
            assert run.complained.strip() in ("", "Aborted.")
    finally:
        os.close(hand)
        os.close(terminal)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("chat", "--lang", "xx"), "de, en, ar, uk"),
        (("chat", "--channel", "fax"), "fax"),
        (("chat", "--as-of", "2026-02-30"), "2026-02-30 is no day"),
        (("chat", "--data", "{folder}/file/below"), "settings.invalid"),
        (("demo", "--port", "99999"), "--port"),
    ],
)
def test_what_cannot_be_is_said_without_a_traceback(tmp_path: Path, arguments: tuple[str, ...], named: str) -> None:
    (tmp_path / "file").touch()
    run = lotse_here(*(argument.format(folder=tmp_path) for argument in arguments))
    assert run.returncode == 2
    assert named in run.stderr
    assert "Traceback" not in run.stderr
