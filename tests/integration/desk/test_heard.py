"""A need said in the middle of other questions reaches the desk in the person's own words."""

from __future__ import annotations

import re

import sqlalchemy as sa

from backend.bench.phones import Phone
from backend.bootstrap.turns import create_turns
from backend.persistence import tables
from flows.protocol import TextIn, TurnRequest
from tests.integration.desk.conftest import DeskTest

SENTENCE = "mein Sohn hat leider keinen Schulplatz bekommen"
#: So many turns into the intake a date is asked for, which this sentence is not.
IN_THE_MIDDLE = 9


async def test_what_was_said_unasked_stands_in_the_case(desk: DeskTest) -> None:
    turns, phone = create_turns(desk.world), Phone("heard")
    request: TurnRequest | None = phone.first()
    count, conversation, noted = 0, "", False
    while request is not None:
        reply = await turns.turn(request)
        conversation, count = reply.conversation, count + 1
        if count >= IN_THE_MIDDLE and not noted:
            said = TurnRequest(channel="web", chat=request.chat, event_id=f"said-{count}", input=TextIn(text=SENTENCE))
            told = await turns.turn(said)
            noted = any("gemerkt" in message.text for message in told.messages)
        request = phone.next_request(reply)
    assert noted
    found = sa.select(tables.cases.c.id).where(tables.cases.c.conversation_id == conversation)
    case_id = await desk.world.db.read(lambda conn: conn.execute(found).scalar_one())
    page = (await (await desk.as_("coordinator")).get(f"/desk/cases/{case_id}")).text
    panel = re.search(r'<section class="panel" aria-labelledby="heard">.*?</section>', page, re.DOTALL)
    assert panel is not None
    assert SENTENCE in panel[0]
    assert 'lang="de"' in panel[0]
