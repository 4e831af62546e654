"""The way in for every flow, built in or uploaded: text in, checked flow out, or every problem at once.

Nothing in a file is trusted: size, depth, aliases, names, types and order are checked before anything is built.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import orjson

import flows.kinds  # noqa: F401  registers every kind of step
from flows.loading import nodes
from flows.loading.compiling import Compiler
from flows.loading.consents import first_consent
from flows.loading.order import cycle, dependents, steps_alone
from flows.loading.outline import Outliner
from flows.loading.outlines import ComputedOutline, Outline, RepeatOutline, SectionOutline
from flows.loading.reading import Report, plain
from flows.loading.steps import Builder
from flows.loading.texts import Texts, stray_brace
from flows.migrations import migrated
from flows.model import Computed, Flow, Repeat, Section, Step
from flows.problems import FlowError, FlowProblem, Position
from locales.languages import SOURCE

__all__ = ["FlowError", "FlowProblem", "Position", "load_flow"]

MOST_PROBLEMS = 200  # nobody reads more, and an upload must not make us write megabytes


def load_flow(text: str, name: str = "flow.yaml") -> Flow:
    """A flow from YAML. `name` is the file's name in messages. Raises FlowError with every problem found."""
    report = Report()
    return flow_of(read_nodes(text, name, report), report)


def read_nodes(text: str, name: str, report: Report) -> nodes.Node:
    """The nodes of a flow file in the present format. Raises FlowError for what cannot be read at all."""
    return migrated(nodes.read(text, name, report.problems), report)


def flow_of(node: nodes.Node, report: Report, homes: Mapping[str, str] = MappingProxyType({})) -> Flow:
    """A checked flow from nodes. `homes`: file -> key of the variant whose texts stand in it.

    Raises FlowError with all problems, those that stand in `report` already included.
    """
    outline = Outliner(report).outline(node)
    flow = _built(outline, _revision(node, homes), report, homes) if outline else None
    if flow is None or report.problems:
        raise FlowError(sorted(set(report.problems))[:MOST_PROBLEMS])
    return flow


def _revision(node: nodes.Node, homes: Mapping[str, str]) -> str:
    """First 16 hex digits of SHA-256 of the content: comments, quotes and the order of keys do not matter."""
    content = plain(node, {"type": "object"})
    if isinstance(content, dict):
        content.pop("$schema", None)
        content |= {"variants": list(homes.values())} if homes else {}
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def _built(outline: Outline, revision: str, report: Report, homes: Mapping[str, str]) -> Flow:
    texts = Texts(outline.found.get("id") or "", homes)
    title = texts.add(outline.found, "title", "title") or ""
    sections = tuple(_section(section, texts) for section in outline.sections)
    compiler = Compiler(outline, report)
    builder = Builder(compiler, texts)
    parts = _parts(outline, builder)
    first_consent(compiler)
    _refuse_cycle(outline, compiler, report)
    _braces(outline, texts, report)
    reads = {step: frozenset(names) for step, names in compiler.reads.items()}
    return Flow(
        id=texts.flow,
        revision=revision,
        format=outline.found.get("format", 0),
        title=title,
        sections=sections,
        steps=parts.steps,
        source=texts.source,
        dependents=steps_alone(dependents(reads, reads), parts.steps),
        lang=outline.found.get("lang", SOURCE),
        repeats=parts.repeats,
        computed=parts.computed,
        lists={name: builder.choices.list(found) for name, found in outline.lists.items()},
        reads=reads,
        params=texts.params,
    )


@dataclass(slots=True)
class _Parts:
    steps: dict[str, Step] = field(default_factory=dict)
    repeats: dict[str, Repeat] = field(default_factory=dict)
    computed: dict[str, Computed] = field(default_factory=dict)


def _parts(outline: Outline, builder: Builder) -> _Parts:
    """Everything in asking order: a computed value is known to what comes after it."""
    made = _Parts()
    for item in outline.items():
        if isinstance(item, RepeatOutline):
            made.repeats[item.id] = builder.repeat(item)
        elif isinstance(item, ComputedOutline):
            if (computed := builder.computed(item)) is not None:
                made.computed[item.id] = computed
        else:
            made.steps[item.id] = builder.step(item)
    return made


def _braces(outline: Outline, texts: Texts, report: Report) -> None:
    for text_id in texts.params:
        if stray_brace(texts.source[text_id]):
            message = f"a brace stands alone in '{text_id}': write {{step}} for an answer, {{{{ and }}}} for braces"
            report.add(outline.found.table.where, "flow.placeholder", message)


def _section(section: SectionOutline, texts: Texts) -> Section:
    title = texts.add(section.found, "title", "section", section.id) or ""
    return Section(
        section.id, title, tuple(step.id for step in section.steps), tuple(item.id for item in section.items)
    )


def _refuse_cycle(outline: Outline, compiler: Compiler, report: Report) -> None:
    ring = cycle(compiler.reads)
    if len(ring) > 2:  # a step that reads itself is told where it stands
        where = next(item.found.table.where for item in outline.items() if item.id == ring[0])
        report.add(where, "flow.cycle", f"these steps wait for each other: {' -> '.join(ring)}")
