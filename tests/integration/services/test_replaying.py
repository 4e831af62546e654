"""Only people who agreed to be counted are replayed, and nothing of them but the answers that rules read."""

from __future__ import annotations

from backend.services.replaying import people_counted
from tests.integration.services.conftest import Office


async def test_who_agreed_is_counted_without_a_name(office: Office) -> None:
    await office.intake("one", residence="44532", consent_statistics="[yes]").until()
    await office.intake("two", residence="44532", consent_statistics="[no]").until()
    ((jurisdiction, answers),) = await people_counted(office.world)
    assert jurisdiction == "kreis-unna"
    assert "birth" in answers
    assert not {"name", "phone", "email", "wish", "origin"} & answers.keys()
