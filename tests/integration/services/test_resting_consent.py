"""A consent whose question is not asked any more is in force for nobody; what was said with it is not forgotten."""

from __future__ import annotations

from typing import Any

from backend.allinone.console import about
from backend.allinone.gateway import InProcessGateway
from backend.bootstrap.turns import create_turns
from backend.persistence import tables
from flows.package import load_package
from tests.integration.services.conftest import Office
from tests.support.person import Person

SOURCE = b"""
format: 2
id: resting
title: Ruhen
sections:
  - id: all
    title: Alles
    steps:
      - {id: agree, kind: consent, before_consent: true, purpose: intake, prompt: Ja?, version: 1}
      - {id: help, kind: yes_no, prompt: Brauchen Sie Hilfe?}
      - {id: private, kind: consent, purpose: special, relevant: help, prompt: Privates?, version: 3}
      - {id: ill, kind: text, needs: special, prompt: Was fehlt Ihnen?}
      - {id: last, kind: text, prompt: Noch etwas?}
"""


async def in_force(office: Office) -> dict[str, Any]:
    return {row.purpose: row.granted for row in sorted(await office.rows(tables.consents), key=lambda row: row.at)}


async def test_it_rests_and_comes_back(office: Office) -> None:
    world = about(office.world, load_package({"flow.yaml": SOURCE}))
    person = Person(InProcessGateway(world, create_turns(world)))

    async def do(*lines: str) -> None:
        for line in lines:
            office.clock.pass_(seconds=5)
            await person.do(line)

    await do("/start", "[Deutsch]", "[Ja]", "[Ja]", "[Ja]", "Der Rücken")
    assert await in_force(office) == {"intake": True, "special": True}
    await do("/edit help", "[Nein]")
    assert await in_force(office) == {"intake": True, "special": False}
    await do("/edit help", "[Ja]")
    assert await in_force(office) == {"intake": True, "special": True}
    page = await person.gateway.transcript("web", person.chat)  # type: ignore[attr-defined]
    assert "Der Rücken" in [message.text for message in page.messages]
    await do("/edit private", "[Nein]")
    page = await person.gateway.transcript("web", person.chat)  # type: ignore[attr-defined]
    assert "Der Rücken" not in [message.text for message in page.messages]
