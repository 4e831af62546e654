"""What a case manager would find: the stored case, opened and told in German, for the end of a golden conversation."""

from __future__ import annotations

from typing import Any

import orjson

from backend.persistence import cases as store
from backend.persistence.database import Connection
from backend.services.world import World
from flows.slots import step_of


async def case_on_desk(world: World) -> dict[str, Any] | None:
    return await world.db.read(lambda conn: _case(world, conn))


def _case(world: World, conn: Connection) -> dict[str, Any] | None:
    row = store.first(conn)
    if row is None:
        return None
    told: dict[str, Any] = {
        "state": row.state,
        "jurisdiction": row.jurisdiction,
        "team": row.team_id,
        "urgent": row.urgent,
        "wants_human": row.wants_human,
        "partial": row.partial,
        "lang": row.lang,
    }
    given = store.consent_rows(conn, row.person_id)
    told["consents"] = [f"{one.purpose}: {'ja' if one.granted else 'nein'} ({one.lang})" for one in given]
    if row.answers_enc is not None:
        key = world.keyring.unwrap(row.person_id, row.wrapped_key, row.master_id)
        answers = orjson.loads(key.open("cases", "answers_enc", row.id, row.answers_enc))["answers"]
        edition = world.editions.get(conn, row.flow, row.revision)
        assert edition is not None
        steps = edition.flow.steps
        told["answers"] = {
            step: answer["value"] for step, answer in answers.items() if steps[step_of(step)].kind != "say"
        }
    return told
