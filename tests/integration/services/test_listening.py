"""An interpreter in another process is asked before the turn, in the chat's language, and never relied on."""

from __future__ import annotations

import asyncio

from backend.allinone.gateway import InProcessGateway
from backend.services.turns import Turns
from flows.protocol import TextIn
from locales.texts import load_texts
from nlu.interpreter import FullInterpreter
from nlu.language.guess import Guess
from nlu.port import Meaning
from nlu.remote import RasaListener
from tests.integration.services.conftest import Office


class Said:
    """A listener that says `meaning` and keeps what it was asked; the models of this process hear nothing."""

    def __init__(self, meaning: Meaning | None) -> None:
        self.meaning, self.asked = meaning, list[tuple[str, str]]()

    async def hear(self, text: str, lang: str) -> Meaning | None:
        self.asked.append((text, lang))
        return self.meaning

    def parse(self, text: str, lang: str) -> Meaning:
        return Meaning(source="model")


def listening(office: Office, said: Said) -> None:
    interpreter = FullInterpreter(load_texts(), said, lambda *_: Guess())
    office.gateway = InProcessGateway(office.world, Turns(office.world, interpreter, said))


async def test_what_it_hears_is_acted_on(office: Office) -> None:
    said = Said(Meaning("school_place", 0.9, source="rasa"))
    listening(office, said)
    intake = office.intake()
    await intake.until("birth")
    reply = await intake.person.do("unser Großer sitzt nur daheim")
    assert said.asked[-1] == ("unser Großer sitzt nur daheim", "de")
    assert reply.messages[0].text == load_texts().raw("de", "need.noted")


async def test_it_is_asked_for_written_words_only_and_once_a_language_is_chosen(office: Office) -> None:
    said = Said(None)
    listening(office, said)
    person = office.person()
    await person.send(TextIn(text="guten Tag zusammen"), "e1")
    assert said.asked == []
    await person.do("[Deutsch]")
    await person.do("/repeat")
    assert [text for text, _ in said.asked if not text.startswith("/")] == []


async def test_words_of_the_catalogue_act_whatever_it_hears(office: Office) -> None:
    listening(office, Said(Meaning("delete_data", 1.0, source="rasa")))
    intake = office.intake()
    await intake.until("birth")
    reply = await intake.person.do("zurück")
    assert all("löschen" not in message.text for message in reply.messages)


async def test_a_server_that_is_away_changes_nothing(office: Office) -> None:
    away = RasaListener("http://127.0.0.1:9", timeout=1)
    quiet = Said(None)
    interpreter = FullInterpreter(load_texts(), quiet, lambda *_: Guess())
    office.gateway = InProcessGateway(office.world, Turns(office.world, interpreter, away))
    intake = office.intake()
    await intake.until("residence")
    reply = await asyncio.wait_for(intake.person.do("Lünen"), 60)
    assert any(message.step == "moved_here" for message in reply.messages)
    await away.close()
