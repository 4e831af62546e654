"""What a case manager would find: the stored case, opened and told in German, for the end of a golden conversation."""

from __future__ import annotations

from typing import Any

import orjson

from backend.persistence.database import Connection
from backend.services.world import World
from flows.slots import step_of


async def case_on_desk(world: World) -> dict[str, Any] | None:
    return await world.db.read(lambda conn: _case(world, conn))


def _case(world: World, conn: Connection) -> dict[str, Any] | None:
    import sqlalchemy as sa

    from backend.persistence.tables import cases, consents, people

    row = conn.execute(sa.select(cases, people.c.wrapped_key, people.c.master_id.label("master")).join(people)).first()
    if row is None:
        return None
    told = {
        "state": row.state,
        "jurisdiction": row.jurisdiction,
        "team": row.team_id,
        "urgent": row.urgent,
        "wants_human": row.wants_human,
        "partial": row.partial,
        "lang": row.lang,
    }
    given = conn.execute(sa.select(consents.c.purpose, consents.c.granted, consents.c.lang).order_by(consents.c.at))
    told["consents"] = [f"{purpose}: {'ja' if granted else 'nein'} ({lang})" for purpose, granted, lang in given]
    if row.answers_enc is not None:
        key = world.keyring.unwrap(row.person_id, row.wrapped_key, row.master)
        answers = orjson.loads(key.open("cases", "answers_enc", row.id, row.answers_enc))["answers"]
        edition = world.editions.get(conn, row.flow, row.revision)
        assert edition is not None
        steps = edition.flow.steps
        told["answers"] = {
            step: answer["value"] for step, answer in answers.items() if steps[step_of(step)].kind != "say"
        }
    return told
