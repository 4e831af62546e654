"""People who begin while the master key is changed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from backend.allinone.gateway import InProcessGateway
from backend.bootstrap.turns import create_turns
from backend.crypto import keyfile
from backend.services.recorded import Recorded
from flows.errors import LotseError
from tests.support.intake import Intake
from tests.support.key_files import prepended
from tests.support.person import Person
from tests.support.world import a_world


async def test_who_begins_while_the_master_key_changes_is_understood_ever_after(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: A11. After their key is wrapped and before it is stored, another turn sees the new master key."""
    path = tmp_path / "master.key"
    keyfile.create(path)
    world = await a_world(database_url, master_key=None, master_key_file=path)
    refresh = Recorded.refresh

    def meanwhile(self: Recorded, *given: Any) -> None:
        monkeypatch.undo()
        new = prepended(path).current
        with suppress(LotseError):
            world.keyring.unwrap("somebody else", b"", new)
        refresh(self, *given)

    monkeypatch.setattr(Recorded, "refresh", meanwhile)
    intake = Intake(Person(InProcessGateway(world, create_turns(world)), chat="person-1"), {})
    await intake.until("residence")
    assert len(keyfile.read(path).keys) == 2, "it was changed in the middle"
    await world.db.close()
