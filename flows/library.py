"""The flows that come with the product, loaded once per process."""

from __future__ import annotations

from functools import cache
from importlib import resources

from flows.errors import LotseError
from flows.loader import load_flow
from flows.model import Flow


@cache
def builtin_ids() -> tuple[str, ...]:
    """Ids of all flows in `flows/definitions/`, in alphabetical order."""
    files = resources.files("flows").joinpath("definitions").iterdir()
    return tuple(sorted(file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml")))


@cache
def builtin(flow_id: str) -> Flow:
    """A flow of the product. Raises LotseError flow.unknown, or FlowError when the file is wrong."""
    if flow_id not in builtin_ids():
        raise LotseError("flow.unknown", flow=flow_id[:40])
    file = resources.files("flows").joinpath("definitions", f"{flow_id}.yaml")
    return load_flow(file.read_text(encoding="utf-8"), file.name)
