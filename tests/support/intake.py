"""Somebody who answers the whole intake, question by question, whatever is asked: with words given for a step, or the
first thing that fits.

Steps are told apart by the question's own step id, so the flow may grow without this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.protocol import Message, TapIn, TurnReply
from tests.support.person import Person

#: What is written where nothing else was given, by kind of question.
WORDS = {
    "text": "Ein Satz",
    "date": "2005",
    "number": "1",
    "place": "44532",
    "country": "Syrien",
    "language": "Arabisch",
    "phone": "0151 23456789",
    "email": "jemand@example.org",
}
MOST = 120  # questions: a flow that asks more goes round in circles


@dataclass(slots=True)
class Intake:
    """`answers`: step -> words to write, or `[value]` to tap. `asked`: every step that was asked, in order."""

    person: Person
    answers: Mapping[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def begin(self) -> TurnReply:
        reply = await self.person.do("/start")
        return await self.tap("de") if self._question(reply).step == "!language" else reply

    async def until(self, stop: str | None = None) -> TurnReply:
        """Answers until `stop` is the question, until a link leads elsewhere, or until nothing is asked any more."""
        reply = self.person.reply or await self.begin()
        for _ in range(MOST):
            question = self._question(reply)
            if question.step in (None, stop, "!handover") or reply.status not in ("running", "paused"):
                return reply
            if question.step not in self.asked[-1:]:
                self.asked.append(str(question.step))
            reply = await self.answer(question)
        raise AssertionError(f"asked again and again: {self.asked[-8:]}")

    async def answer(self, question: Message) -> TurnReply:
        given = self.answers.get(str(question.step))
        if given is not None and not given.startswith("["):
            return await self.person.do(given)
        if given is not None:
            return await self._choose(given[1:-1], question)
        kind = question.entry.kind if question.entry else "none"
        if kind in WORDS:
            return await self.person.do(WORDS[kind])
        first = next(button for row in question.rows for button in row if button.role == "choice")
        return await self._choose(str(first.data).rsplit(".", 1)[1], question)

    async def _choose(self, value: str, question: Message) -> TurnReply:
        reply = await self.tap(value)
        return await self.tap("+done") if question.entry and question.entry.multiple else reply

    async def tap(self, value: str) -> TurnReply:
        """The button that carries this value, whatever it is called."""
        data = next(str(button.data) for button in self.person.buttons if str(button.data).endswith(f".{value}"))
        return await self.person.send(TapIn(data=data))

    def _question(self, reply: TurnReply) -> Message:
        found = [message for message in reply.messages if message.role == "question"]
        return found[-1] if found else Message(id="", role="notice", text="", lang="de", dir="ltr")
