"""Buttons, commands and links that nobody was given: they come from outside, so anything may stand in them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backend.bootstrap.turns import create_turns
from backend.persistence import tables
from backend.persistence.conversations import by_chat
from backend.services.conversation import found
from bot.channels.telegram.commands import aliases
from bot.channels.telegram.reading import Reader
from bot.channels.webchat.app import create_app as create_webchat
from flows.errors import LotseError
from flows.inputs import COMMANDS, Tap
from flows.protocol import CommandIn, FormIn, TapIn, TurnRequest
from flows.rendering.buttons import base36, parse_button
from flows.state import State
from tests.integration.privacy.conftest import House
from tests.support.desk import rows_of
from tests.support.german_texts import german_texts
from tests.support.intake import Intake

STEPS = ("of_age", "consent_intake", "residence", "fields", "status", "summary", "submit", "birth")
DIALOGS = ("!delete", "!withdraw", "!edit", "!language", "!handover", "!nothing")
VALUES = ("yes", "no", "+done", "+keep", "~0", "~99999999999", "~٣", "-work", "+more1", "+more999", "intake", "de")
odd = st.text(st.characters(blacklist_categories=("Cs",)), max_size=80)
nonces = st.one_of(st.just("OWN"), st.just("THEIRS"), st.text("0123456789abcdef", min_size=1, max_size=8))
asked = st.one_of(st.just("NOW"), st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=5))
buttons = st.one_of(
    odd,
    st.tuples(nonces, asked, st.sampled_from((*STEPS, *DIALOGS, "")), st.one_of(st.sampled_from(VALUES), odd)).map(
        ".".join
    ),
    st.tuples(
        st.just("0.0."), st.one_of(st.sampled_from([f"{name}:{arg}" for name in COMMANDS for arg in STEPS]), odd)
    ).map(".".join),
)
inputs = st.one_of(
    st.builds(lambda data: TapIn(data=data[:256]), buttons),
    st.builds(lambda data, values: FormIn(data=data[:256], values=values), buttons, st.lists(odd, max_size=5)),
    st.builds(lambda name, arg: CommandIn(name=name[:32], arg=arg), st.one_of(odd, st.sampled_from(COMMANDS)), odd),
)


async def row_of(house: House, chat: str) -> Any:
    hashed = house.world.keyring.blind("chat", f"web:{chat}")
    return await house.world.db.read(lambda conn: by_chat(conn, "web", hashed))


async def state_of(house: House, chat: str) -> State | None:
    """None once it is erased."""
    row = await row_of(house, chat)
    if row is None:
        return None
    return await house.world.db.read(lambda conn: found(house.world, conn, row).state)


async def stored_of(house: House, chat: str) -> list[list[dict[str, Any]]]:
    """All that is stored of a chat's conversation and its person, as it stands."""
    row = await row_of(house, chat)

    def read(conn: Any) -> list[list[dict[str, Any]]]:
        every = []
        for table in tables.metadata.sorted_tables:
            for column, wanted in (("conversation_id", row.conversation_id), ("person_id", row.person_id)):
                if column in table.c:
                    query = sa.select(table).where(table.c[column] == wanted).order_by(*table.primary_key.columns)
                    every.append([dict(one) for one in conn.execute(query).mappings()])
        return every

    return await house.world.db.read(read)


def filled(given_: Any, own: State, theirs: State) -> Any:
    """The generated input with real nonces and numbers where it asks for them."""
    if not isinstance(given_, TapIn | FormIn):
        return given_
    data = given_.data.replace("OWN", own.nonce).replace("THEIRS", theirs.nonce).replace("NOW", base36(own.asked))
    return given_.model_copy(update={"data": data[:256]})


@pytest_asyncio.fixture
async def two(house: House) -> tuple[Intake, Intake]:
    """A victim who has sent everything, and an attacker in the middle of a question with ticks."""
    victim = house.intake("victim", residence="44532")
    await victim.until()
    attacker = house.intake("attacker")
    await attacker.until("fields")
    return victim, attacker


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(inputs)
@example(TapIn(data="OWN.NOW.!delete.yes"))
@example(TapIn(data="THEIRS.NOW.!delete.yes"))
@example(TapIn(data="0.0..edit:status"))
@example(TapIn(data="OWN.NOW.fields.~" + "9" * 39))
@example(FormIn(data="OWN.NOW.fields.+done", values=["\0", "x" * 64, "-work"]))
async def test_forged_buttons_change_nothing_but_their_own_question(
    house: House, two: tuple[Intake, Intake], given_: Any
) -> None:
    """faults: B (forged callback data). Always answered, never an error, never somebody else's conversation."""
    attacker = two[1]
    theirs = await state_of(house, "victim")
    own = await state_of(house, "attacker")
    if own is None:  # the last example deleted what was the attacker's own
        await attacker.person.do("/start")
        own = await state_of(house, "attacker")
    assert own is not None
    assert theirs is not None
    untouched = await stored_of(house, "victim")
    attacker.person.count += 1
    event = f"forged-{attacker.person.count}"
    request = TurnRequest(channel="web", chat="attacker", event_id=event, input=filled(given_, own, theirs))
    reply = await create_turns(house.world).turn(request)
    assert reply.conversation
    assert await stored_of(house, "victim") == untouched
    after = await state_of(house, "attacker")
    if after is None:
        assert own.question == "!delete"
        return
    assert after.nonce == own.nonce
    meant = parse_button(request.input.data) if isinstance(request.input, TapIn | FormIn) else None
    if isinstance(meant, Tap) and (meant.nonce, meant.asked, meant.step) != (own.nonce, own.asked, own.question):
        assert after.consents == own.consents
        changed = {step for step, answer in after.answers.items() if own.answers.get(step) != answer}
        assert not changed, (request.input, changed)


async def test_a_tap_from_another_conversation_is_answered_as_old(house: House, two: tuple[Intake, Intake]) -> None:
    """faults: A4, B. Every button the victim ever had, tapped by somebody else."""
    victim, attacker = two
    before = await state_of(house, "attacker")
    untouched = await stored_of(house, "victim")
    transcript = await house.gateway.transcript("web", "victim")
    given_ = {button.data for m in transcript.messages for row in m.rows for button in row if button.data}
    for data in sorted({*given_, *(str(b.data) for b in victim.person.buttons)}):
        if data.startswith("0.0.."):
            continue  # bound to no conversation: what the attacker's own menu says, too
        reply = await attacker.person.send(TapIn(data=data))
        assert reply.messages
    after = await state_of(house, "attacker")
    assert before is not None
    assert after is not None
    assert after.answers == before.answers
    assert await stored_of(house, "victim") == untouched


PAYLOADS = (
    "j_kreis-unna", "j_rhein-kreis-neuss", "j_kreis-nirgendwo", "j_", "j_../../etc", "j_kreis-unna' or 1=1",
    "x" * 64, "x" * 4000, "\0", "‮j_kreis-unna", "case_4711", "delete", "0.0..delete",
)  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_a_start_payload_is_a_hint_and_nothing_more(house: House, payload: str) -> None:
    """faults: B (/start payload forged, of another tenant, very long). The place somebody lives in decides."""
    reader = Reader(4711, "KimLotseBot", aliases(german_texts()))
    message = {
        "message_id": 1,
        "date": 1_790_000_000,
        "chat": {"id": 5, "type": "private"},
        "from": {"id": 5, "is_bot": False, "first_name": "A"},
        "text": f"/start {payload}",
    }
    incoming = reader.read({"update_id": 1, "message": message})
    assert incoming.input is not None
    reply = await house.gateway.turn(incoming.request())
    assert reply.status == "running"
    (conversation,) = await rows_of(house.world, tables.conversations)
    known = payload.removeprefix("j_") if payload.removeprefix("j_") in house.world.jurisdictions else None
    assert conversation["jurisdiction"] in (None, known)
    intake = Intake(house.person("5", "telegram"), {"residence": "44532"})
    await intake.person.do("/repeat")
    await intake.until("moved_here")
    (conversation,) = await rows_of(house.world, tables.conversations)
    assert conversation["jurisdiction"] == "kreis-unna"


async def test_another_tenants_payload_opens_no_sensitive_question_in_the_messenger(house: House) -> None:
    """faults: B. Neuss asks special questions in Telegram, Unna does not: a Neuss link changes nothing in Unna."""
    intake = house.intake("5", "telegram", residence="44532")
    intake.person.jurisdiction = "rhein-kreis-neuss"
    await intake.until()
    assert "status" not in intake.asked
    assert intake.person.link


@pytest.mark.parametrize("jurisdiction", ["kreis-nirgendwo", "x" * 32, "\0", "kreis-unna\0"])
async def test_a_jurisdiction_nobody_knows_is_no_hint(house: House, jurisdiction: str) -> None:
    intake = house.intake("somebody")
    intake.person.jurisdiction = jurisdiction
    await intake.begin()
    (conversation,) = await rows_of(house.world, tables.conversations)
    assert conversation["jurisdiction"] is None


@pytest.mark.parametrize(
    "path", ["/c/kreis-nirgendwo", "/c/..%2f..%2fetc", "/c/%00", "/h/" + "x" * 4000, "/h/%00", "/h/%E2%80%AE"]
)
async def test_made_up_addresses_of_the_web_chat_are_answered_in_words(house: House, path: str) -> None:
    """faults: B (payload forged)."""
    app = create_webchat(house.gateway, texts=german_texts())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8000") as client:
        reply = await client.get(path)
        assert reply.status_code in (200, 404)
        assert "text/html" in reply.headers["content-type"]
    assert await rows_of(house.world, tables.conversations) == []


async def test_a_turn_that_fits_no_type_is_refused_by_code(house: House) -> None:
    with pytest.raises(LotseError, match=r"wire\.invalid|invalid"):
        await house.gateway._call("POST", house.gateway._at("/v1/turns"), TapIn(data="x"))
