"""Where a demonstration is to be found: addresses somebody can open."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.allinone.place import Place


@pytest.mark.parametrize(
    ("host", "named"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "192.168.1.7"), ("::", "192.168.1.7"), ("fd00::7", "[fd00::7]")],
)
def test_the_addresses_that_are_printed_lead_there(monkeypatch: pytest.MonkeyPatch, host: str, named: str) -> None:
    """One listens on every address; one opens only one."""
    monkeypatch.setattr("backend.allinone.place.own_address", lambda: "192.168.1.7")
    place = Place(Path("x"), host, 8000, 8001)
    assert (place.chat, place.desk) == (f"http://{named}:8000", f"http://{named}:8001")
