"""`:record FILE` and `:undo`: what was done is done again, for a golden conversation or without the last line."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.allinone.golden.files import dumped
from backend.allinone.golden.person import shown
from backend.allinone.golden.playing import PAUSE, package_of, play
from backend.allinone.golden.world import Clock
from backend.allinone.simulator.names import Refused
from backend.allinone.simulator.session import Done, Session
from flows.days import day_of
from flows.errors import LotseError

EXISTS = "{name} gibt es schon; bitte nennen Sie eine andere Datei."
LASTING = "Das geht nur ohne --data: ein Gespräch, das früher begann, kann nicht noch einmal gespielt werden."


@dataclass(frozen=True, slots=True)
class Subject:
    """What a conversation is about, as a golden file says it: a package on the disk, a variant, or the intake."""

    flow: Path | None = None
    variant: str | None = None

    def beside(self, folder: Path) -> dict[str, Any]:
        """The keys of a golden file in this folder."""
        found: dict[str, Any] = {}
        if self.flow is not None:
            found["flow"] = Path(os.path.relpath(self.flow.absolute(), folder.absolute())).as_posix()
        if self.variant is not None:
            found["variant"] = self.variant
        return found


async def record(session: Session, subject: Subject, path: Path) -> int:
    """Writes the conversation so far and returns the number of its turns. Raises Refused; then nothing is written.

    What the file says comes from playing it: on the day and with the numbers every golden conversation has.
    """
    writable(path)
    done = tuple(session.done)
    if not done:
        raise Refused("Es gibt noch nichts aufzuzeichnen.")
    golden = {
        "title": f"Aufgezeichnet mit lotse chat am {done[-1].day.isoformat()}",
        **subject.beside(path.parent),
        "lang": session.lang_hint or session.world.texts.language_for(None),
        "channel": session.channel,
        "turns": list(_turns(done)),
    }
    played = await _played(golden, path.parent)
    _compare(done, played)
    await asyncio.to_thread(_write, path, dumped(played))
    return len(done)


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Refused(EXISTS.format(name=path)) from None
    except OSError as error:
        raise Refused(f"{path} kann nicht geschrieben werden ({error.strerror}).") from None


def writable(path: Path) -> None:
    """Raises Refused for a file that is there already, or whose folder is not."""
    if path.exists():
        raise Refused(EXISTS.format(name=path))
    if not path.parent.is_dir():
        raise Refused(f"Den Ordner {path.parent} gibt es nicht.")


def _turns(done: Sequence[Done]) -> Iterator[dict[str, Any]]:
    """The lines, each with the days that pass before it: a golden conversation begins on a day of its own."""
    clock = Clock()
    for number, one in enumerate(done, 1):
        if one.line is None:
            raise Refused(f"Die {number}. Eingabe kann nicht aufgezeichnet werden: ihren Knopf sah niemand.")
        clock.pass_(seconds=PAUSE)
        days = (one.day - day_of(clock.now)).days
        clock.pass_(days=days)
        yield {"person": one.line, **({"wait": {"days": days}} if days else {})}


async def _played(golden: Mapping[str, Any], beside: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="lotse-record-") as folder:
        try:
            return await play(golden, Path(folder), package_of(golden, beside))
        except (LotseError, LookupError) as wrong:
            raise Refused(f"Noch einmal gespielt kommt das Gespräch nicht so weit ({type(wrong).__name__}).") from None


def _compare(done: Sequence[Done], played: Mapping[str, Any]) -> None:
    """Raises Refused where the conversation went another way when it was played again."""
    for number, (one, turn) in enumerate(zip(done, played["turns"], strict=True), 1):
        asked = [shown(message) for message in one.reply.messages if message.role == "question"]
        again = [text for text in turn["bot"] if text.startswith("<question>")]
        if asked != again or len(one.reply.messages) != len(turn["bot"]):
            raise Refused(f"Noch einmal gespielt antwortet der Lotse auf die {number}. Eingabe etwas anderes.")


def undone(session: Session) -> tuple[list[Done], list[str]]:
    """The turns without those of the last line, and what is taken back. Raises Refused."""
    lines = [place for place in session.begun if place < len(session.done)]
    if len(lines) < 2:
        raise Refused("Es gibt nichts, was zurückgenommen werden kann.")
    kept = session.done[: lines[-1]]
    if any(one.line is None for one in kept):
        raise Refused("Das Gespräch davor kann nicht noch einmal gespielt werden.")
    return kept, [one.line or "?" for one in session.done[lines[-1] :]]
