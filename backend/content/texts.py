"""Every German text of the product by id: `locales` may not know the flows, so the two halves are joined here."""

from __future__ import annotations

from functools import cache

from flows.library import builtin_ids, builtin_package
from locales.source_texts import Source, interface_sources, merged


def all_sources() -> dict[str, Source]:
    """The interface, then each flow with its variants. Raises SourceError, FlowError."""
    flows = (builtin_package(flow_id).sources() for flow_id in builtin_ids())
    return merged([interface_sources(), *flows])


@cache
def shipped_sources() -> dict[str, Source]:
    """The same, read once: for pages of a running process, whose texts do not change."""
    return all_sources()
