"""The step this version needs, found without Alembic, is the one Alembic leads to."""

from __future__ import annotations

from alembic.script import ScriptDirectory

from backend.persistence.migrating import alembic_config
from backend.persistence.steps import head


def test_the_newest_file_is_where_alembic_leads() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [head()]
