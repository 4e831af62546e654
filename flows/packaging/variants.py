"""The variants of a flow: each on top of its base, which may be a variant itself (a Kreis, then a Kommune in it)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flows.loader import flow_of
from flows.loading.nodes import Node, read
from flows.loading.overlay import Applied, Overlay, apply, read_overlay
from flows.loading.reading import Report
from flows.loading.variant_formats import present
from flows.model import Flow
from flows.packaging.files import variant_of
from flows.problems import FlowError, FlowProblem, Position, suggestion


@dataclass(frozen=True, slots=True)
class Variant:
    """`base`: the id of the flow or the key of another variant. `stale`: rewordings whose base was reworded since."""

    key: str
    base: str
    flow: Flow
    note: str = ""
    stale: tuple[FlowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Grown:
    """What a further variant can stand on. `homes`: file -> variant, from the flow outwards."""

    node: Node
    homes: Mapping[str, str]


def variants_of(base: Node, flow: Flow, files: Mapping[str, str], problems: list[FlowProblem]) -> dict[str, Variant]:
    """By key, bases before what stands on them. `files`: path -> text. What is wrong goes to `problems`."""
    return _all(base, flow, files, problems)[0]


def nodes_of(base: Node, flow: Flow, files: Mapping[str, str]) -> dict[str, Node]:
    """The nodes of the whole flow as each variant has it, by key. Variants that are wrong are missing."""
    return {key: grown.node for key, grown in _all(base, flow, files, [])[1].items()}


def _all(
    base: Node, flow: Flow, files: Mapping[str, str], problems: list[FlowProblem]
) -> tuple[dict[str, Variant], dict[str, _Grown]]:
    overlays = _overlays(files, problems)
    grown = {flow.id: _Grown(base, {})}
    found: dict[str, Variant] = {}
    for key in _order(overlays, flow.id, problems):
        overlay = overlays[key]
        if overlay.base not in grown:
            continue  # its base is broken, which is told already
        try:
            found[key], grown[key] = _variant(overlay, grown[overlay.base])
        except FlowError as wrong:
            problems += wrong.problems
    return found, grown


def overlay_of(text: str, file: str) -> Overlay:
    """One variant file, checked as far as it can be without its base. Raises FlowError."""
    report = Report()
    overlay = read_overlay(present(read(text, file, report.problems)), report)
    if overlay is None or report.problems:
        raise FlowError(report.problems)
    return overlay


def _overlays(files: Mapping[str, str], problems: list[FlowProblem]) -> dict[str, Overlay]:
    found: dict[str, Overlay] = {}
    for file, text in files.items():
        try:
            overlay = overlay_of(text, file)
        except FlowError as wrong:
            problems += wrong.problems
            continue
        if overlay.key != variant_of(file):
            message = f"this file is named for '{variant_of(file)}', not for '{overlay.key}'"
            problems.append(FlowProblem.at(overlay.found.at("for"), "variant.name", message))
        found[overlay.key] = overlay
    return found


def _order(overlays: Mapping[str, Overlay], flow: str, problems: list[FlowProblem]) -> list[str]:
    """Keys so that each comes after its base; those without one, and rings, are told."""
    order: list[str] = []
    for key in sorted(overlays):
        way = _way(key, overlays)
        base = overlays[way[0]].base
        if base in overlays:
            message = f"these variants stand on each other: {' -> '.join([*reversed(way), key])}"
            problems.append(FlowProblem.at(overlays[key].found.at("variant_of"), "variant.cycle", message))
        elif base == flow:
            order += [step for step in way if step not in order]
        elif way == [key]:
            hint = suggestion(base, [flow, *overlays])
            message = f"there is no flow and no variant '{base[:60]}' here{hint}"
            problems.append(FlowProblem.at(overlays[key].found.at("variant_of"), "variant.unknown_base", message))
    return order


def _way(key: str, overlays: Mapping[str, Overlay]) -> list[str]:
    """From the outermost base to the variant; cut where it would go round."""
    way = [key]
    while (base := overlays[way[0]].base) in overlays and base not in way:
        way.insert(0, base)
    return way


def _variant(overlay: Overlay, base: _Grown) -> tuple[Variant, _Grown]:
    """Raises FlowError."""
    report = Report()
    applied = apply(overlay, base.node, report)
    if report.problems:
        raise FlowError(report.problems)
    homes = {**base.homes, overlay.file: overlay.key}
    try:
        flow = flow_of(applied.node, report, homes)
    except FlowError as wrong:
        raise FlowError(_explained(wrong.problems, applied)) from None
    found = overlay.found
    variant = Variant(overlay.key, overlay.base, flow, found.get("note") or "", tuple(applied.stale))
    return variant, _Grown(applied.node, homes)


def _explained(problems: tuple[FlowProblem, ...], applied: Applied) -> list[FlowProblem]:
    """Whoever reads a question that the variant removes is told where it went, and the removal who needs it."""
    told: list[FlowProblem] = []
    for problem in problems:
        named = re.search(r"'([a-z][a-z0-9_]*)'", problem.message)
        where = applied.removed.get(named[1]) if named else None
        if named is None or where is None:
            told.append(problem)
            continue
        told += _both(problem, named[1], where)
    return told


def _both(problem: FlowProblem, name: str, where: Position) -> tuple[FlowProblem, FlowProblem]:
    reader = f"this reads '{name}', which is removed in {where.file}:{where.line}: change it too, or keep that"
    remover = f"'{name}' is removed here, but read in {problem.file}:{problem.line}:{problem.column}"
    return replace(problem, message=reader), FlowProblem.at(where, "variant.still_read", remover)
