"""The bench of publishing still fits the flow it changes: everybody moves, nothing is lost."""

from __future__ import annotations

import asyncio

from backend.bench.publish import bench_publish


def test_a_new_revision_moves_running_conversations_and_loses_nothing() -> None:
    found = asyncio.run(bench_publish("sqlite", 24))
    assert (found.failed, found.lost_answers) == (0, 0)
    assert found.moved == 24
    assert found.kept_answers > 24
