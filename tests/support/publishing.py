"""Other revisions of the intake for tests: its own file, changed like a coordinator would."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files

from backend.persistence.editions import Revision, heads
from backend.services.publishing import publish
from backend.services.world import World
from flows.package import load_package
from flows.packaging.files import FLOW


def intake_files(*changes: tuple[str, str]) -> dict[str, bytes]:
    """The shipped file with each first text replaced by the second. AssertionError where it is not in there."""
    text = (files("flows") / "definitions" / "kim-intake.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return {FLOW: text.encode()}


def without_step(step_id: str) -> tuple[str, str]:
    """The change that takes a step out of the file."""
    text = (files("flows") / "definitions" / "kim-intake.yaml").read_text("utf-8")
    found = re.search(rf"      - id: {step_id}\n(?:        .*\n|\n)*", text)
    assert found is not None
    return found[0], ""


async def published(world: World, *changes: tuple[str, str], author: str = "koordination@kreis-unna") -> Revision:
    return await publish_on_head(world, intake_files(*changes), author)


async def publish_on_head(world: World, given: Mapping[str, bytes], author: str = "k") -> Revision:
    """As somebody who knows what the head is."""
    flow = load_package(given).flow.id
    head = (await world.db.read(heads)).get(flow)
    number = None if head is None else head.number
    return await publish(world.db, given, author=author, note="Test", now=world.clock(), replaces=number)
