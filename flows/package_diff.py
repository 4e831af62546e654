"""What is different between two revisions of a package: of the flow, and of what single municipalities are asked."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace

from flows.diff import Change, diff
from flows.package import Package


def package_diff(old: Package, new: Package) -> tuple[Change, ...]:
    """The changes of the flow, then for each variant those that are its own. What everybody notices is said once."""
    redrawn = _redrawn(old, new)
    everybody = diff(old.flow, new.flow, redrawn)
    return (*everybody, *_variants(old, new, frozenset(everybody), redrawn))


def _redrawn(old: Package, new: Package) -> set[str]:
    """Pictures and recordings of the same name that are others."""
    both = old.media.keys() & new.media.keys()
    return {name for name in both if old.media[name].about != new.media[name].about}


def _variants(old: Package, new: Package, everybody: frozenset[Change], redrawn: Set[str]) -> Iterator[Change]:
    for key in sorted({*old.variants, *new.variants}):
        if key not in new.variants:
            text = f"Es gibt keine eigene Fassung für {key} mehr; dort wird gefragt wie überall."
            yield Change("variant_removed", None, text, variant=key)
        elif key not in old.variants:
            yield Change("variant_added", None, f"Es gibt eine eigene Fassung für {key}.", variant=key)
        else:
            own = diff(old.variants[key].flow, new.variants[key].flow, redrawn)
            for change in own:
                if change not in everybody:
                    yield replace(change, text=f"In {key}: {change.text}", variant=key)
