"""Answers of people who agreed to be counted, to try rules on: opened in memory, handed on without any name or id."""

from __future__ import annotations

from typing import Any

import orjson

from backend.content.screening import builtin_desk
from backend.persistence.cases import counted_cases
from backend.persistence.database import Connection
from backend.services.world import World
from flows.errors import LotseError


async def people_counted(world: World) -> list[tuple[str, dict[str, Any]]]:
    """(jurisdiction, answers that rules read) of every case whose person's last word on `statistics` is yes."""
    rules = builtin_desk().rules
    read = {name for cell in rules.cells for name in cell.names}

    def opened(conn: Connection) -> list[tuple[str, dict[str, Any]]]:
        found = []
        for case in counted_cases(conn, rules.flow.id):
            try:
                key = world.keyring.unwrap(case.person_id, case.wrapped_key, case.master_id)
                told = orjson.loads(key.open("cases", "answers_enc", case.id, case.answers_enc))
            except LotseError:
                continue  # the key is gone: nobody to count
            answers = {name: given["value"] for name, given in told["answers"].items() if name in read}
            found.append((case.jurisdiction, answers))
        return found

    return await world.db.read(opened)
