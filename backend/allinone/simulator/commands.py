"""The commands of the simulator: found by name, explained by `:help`, each carried out by real turns.

They speak German, as everything does that coordinators read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from backend.allinone.simulator.answers import answer_lines
from backend.allinone.simulator.clock import FIRST, LAST, SupposedClock, read_day
from backend.allinone.simulator.going import go_to
from backend.allinone.simulator.names import Refused, meant
from backend.allinone.simulator.recording import LASTING, Subject, record, undone
from backend.allinone.simulator.session import Session
from backend.allinone.simulator.setting import did, set_answer
from backend.allinone.simulator.tracing import traced
from bot.channels.simulating import SIGN, Heard, Told, Traced
from flows.engine.turn import Turn
from flows.protocol import CommandIn
from flows.tracing import trace
from locales.languages import nearest as nearest_language

OVER = "Es gibt kein Gespräch mehr. /start beginnt ein neues."
REAL = ("heute", "today")
ABOUT_THE_INTAKE = Subject()
ON, OFF = ("an", "on"), ("aus", "off")


@dataclass(frozen=True, slots=True)
class Command:
    """`usage`: what stands behind the name. `run` raises Refused."""

    name: str
    usage: str
    help: str
    run: Callable[[str], Awaitable[Told]]


class Commands:
    """`bot.channels.simulating.Simulator` over one session."""

    def __init__(
        self,
        session: Session,
        clock: SupposedClock,
        *,
        tracing: bool = False,
        subject: Subject = ABOUT_THE_INTAKE,
        lasting: bool = False,
    ) -> None:
        """`subject`: what it is about, for recordings. `lasting`: the conversation may have begun in another run."""
        self._session, self._clock, self._tracing = session, clock, tracing
        self._subject, self._lasting = subject, lasting
        self._before: Turn | None = None
        self._known: Mapping[str, Command] = {command.name: command for command in self._all()}

    def _all(self) -> tuple[Command, ...]:
        return (
            Command("set", "FRAGE ANTWORT", "eine Antwort geben oder ändern: Worte, oder Werte der Auswahl", self._set),
            Command("goto", "FRAGE", "alles davor beantworten, bis diese Frage gestellt wird", self._goto),
            Command("lang", "KÜRZEL", "in einer anderen Sprache weiterreden", self._lang),
            Command("as-of", "TAG", "so tun, als sei dieser Tag (2027-01-31); „heute“ beendet das", self._as_of),
            Command("trace", "an|aus", "nach jeder Antwort zeigen, warum was gefragt wird und was nicht", self._trace),
            Command("answers", "", "alle Antworten und berechneten Werte", self._answers),
            Command("undo", "", "die letzte Zeile zurücknehmen, als sei sie nie geschrieben worden", self._undo),
            Command("record", "DATEI", "das Gespräch bis hierher als goldenes Gespräch aufschreiben", self._record),
            Command("help", "", "diese Liste", self._help),
        )

    async def run(self, line: str) -> Told:
        name, _, rest = line.removeprefix(SIGN).strip().partition(" ")
        try:
            if (command := self._known.get(name)) is None:
                raise Refused(f"„:{name[:40]}“ gibt es nicht{meant(name, self._known)} :help zeigt, was es gibt.")
            self._session.begin()
            return await command.run(rest.strip())
        except Refused as refused:
            return Told(refused.heard, (str(refused),), refused=True)

    async def trace(self) -> Traced | None:
        if not self._tracing:
            return None
        before, self._before = self._before, await self._session.look()
        return None if self._before is None else traced(trace(before, self._before))

    async def _look(self) -> Turn:
        if (turn := await self._session.look()) is None:
            raise Refused(OVER)
        return turn

    async def _command(self, name: str, arg: str | None = None) -> Heard:
        return await did(self._session, CommandIn(name=name, arg=arg))

    # --- the commands -------------------------------------------------------------------------------------------------

    async def _help(self, rest: str) -> Told:
        shown = [(f"{SIGN}{command.name} {command.usage}".rstrip(), command.help) for command in self._known.values()]
        width = max(len(usage) for usage, _ in shown)
        return Told(lines=tuple(f"{usage:{width}}  {text}" for usage, text in shown))

    async def _set(self, rest: str) -> Told:
        name, _, value = rest.partition(" ")
        if not name or not value.strip():
            raise Refused("So geht es: :set FRAGE ANTWORT, zum Beispiel :set birth 1990-01-01")
        return await set_answer(self._session, await self._look(), name, value.strip())

    async def _goto(self, rest: str) -> Told:
        if not rest:
            raise Refused("So geht es: :goto FRAGE, zum Beispiel :goto birth")
        heard = await go_to(self._session, await self._look(), rest)
        return Told(heard) if heard else Told(lines=(f"„{rest}“ wird gerade gefragt.",))

    async def _lang(self, rest: str) -> Told:
        known = (await self._look()).lookup.texts.languages
        lang = nearest_language(rest, known)
        if lang is None:
            raise Refused(f"Die Sprache „{rest[:40]}“ gibt es hier nicht. Es gibt: {', '.join(known)}")
        return Told((await self._command("language", lang),))

    async def _trace(self, rest: str) -> Told:
        """Without a word: the other way round. Once it is on, it begins with the question that is asked now."""
        if rest not in ("", *ON, *OFF):
            raise Refused("So geht es: :trace an, :trace aus")
        self._tracing = rest in ON if rest else not self._tracing
        self._before = None
        found = await self.trace()
        return Told(lines=found.lines if found is not None else (f"trace ist {'an' if self._tracing else 'aus'}",))

    async def _answers(self, rest: str) -> Told:
        return Told(lines=tuple(answer_lines(await self._look())))

    async def _undo(self, rest: str) -> Told:
        """Everything but the last line once more: whatever it did, nothing of it is left."""
        self._only_here()
        kept, gone = undone(self._session)
        try:
            await self._session.again(kept, self._clock.suppose)
        except LookupError:
            raise Refused("Das Gespräch davor kann nicht noch einmal gespielt werden.") from None
        self._before = await self._session.look()  # what came before it was told when it came
        last = self._session.done[-1]
        return Told((Heard(last.line or "", last.reply),), (f"zurückgenommen: {' · '.join(gone)}",))

    async def _record(self, rest: str) -> Told:
        if not rest:
            raise Refused("So geht es: :record DATEI, zum Beispiel :record gespraech.yaml")
        return await self.record(Path(rest))

    async def record(self, path: Path) -> Told:
        """Writes the conversation so far. Raises Refused."""
        self._only_here()
        turns = await record(self._session, self._subject, path)
        return Told(lines=(f"aufgezeichnet: {path} ({turns} Eingaben)",))

    def _only_here(self) -> None:
        if self._lasting:
            raise Refused(LASTING)

    async def _as_of(self, rest: str) -> Told:
        if rest:
            self._clock.suppose(_day(rest))
        today = f"Heute ist der {self._clock.today:%d.%m.%Y}."
        if not rest or await self._session.conversation() is None:
            return Told(lines=(today,))
        return Told((await self._command("repeat"),), (today,))


def _day(text: str) -> date | None:
    if text.casefold() in REAL:
        return None
    try:
        return read_day(text)
    except ValueError:
        raise Refused(
            f"„{text[:40]}“ ist kein Tag. Ein Tag sieht so aus: 2027-01-31 (von {FIRST.year} bis {LAST.year})."
        ) from None
