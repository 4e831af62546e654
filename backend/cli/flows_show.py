"""`lotse flows show`: what a flow asks, in order, with its conditions: for reading, not for talking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.tree import Tree

from backend.cli.flows import app
from backend.cli.output import FAILED, as_json, err, out, show_problems
from backend.content.packages import named_package
from flows.expressions import Expression
from flows.model import Choice, Flow, Section, Step
from flows.package import Package
from flows.problems import FlowError
from locales.languages import language


@app.command()
def show(
    path: Annotated[str, typer.Argument(help="Folder, zip or flow file; or the id of a flow of the product.")],
    variant: Annotated[str | None, typer.Option(help="As this municipality asks it.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Show a flow as a tree: sections, questions, choices, conditions; its languages and variants."""
    try:
        package = named_package(path).of(variant)
    except FlowError as wrong:
        show_problems(wrong)
        raise typer.Exit(FAILED) from None
    if json:
        as_json(_as_json(package))
        return
    out.print(_tree(package))
    for warning in package.warnings:
        err.print(str(warning), markup=False)


# --- for programs -----------------------------------------------------------------------------------------------------


def _as_json(package: Package) -> dict[str, Any]:
    flow = package.flow
    return {
        "id": flow.id,
        "title": flow.source[flow.title],
        "revision": package.revision,
        "variant": package.variant,
        "variants": sorted(package.variants),
        "languages": [_language(package, code) for code in package.languages],
        "sections": [_section(flow, section) for section in flow.sections],
        "warnings": [str(warning) for warning in package.warnings],
    }


def _language(package: Package, code: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": language(code).name,
        "dir": language(code).dir,
        "missing": len(package.missing(code)),
        "stale": len(package.stale(code)),
        "common_texts": package.fallback(code) or code,
    }


def _section(flow: Flow, section: Section) -> dict[str, Any]:
    steps = [_step(flow, flow.steps[step_id]) for step_id in section.steps]
    return {"id": section.id, "title": flow.source[section.title], "steps": steps}


def _step(flow: Flow, step: Step) -> dict[str, Any]:
    constraints = [{"test": rule.test.source, "message": flow.source[rule.message]} for rule in step.constraints]
    return {
        "id": step.id,
        "kind": step.kind,
        "prompt": flow.source[step.prompt],
        "relevant": _source(step.relevant),
        "urgent": _source(step.urgent),
        "required": step.required if isinstance(step.required, bool) else _source(step.required),
        "needs": step.needs,
        "ends": step.ends,
        "choices": [_choice(flow, choice) for choice in step.choices],
        "constraints": constraints,
    }


def _choice(flow: Flow, choice: Choice) -> dict[str, Any]:
    return {"value": choice.value, "label": flow.source[choice.label], "relevant": _source(choice.relevant)}


def _source(expression: Expression | None) -> str | None:
    return expression.source if expression is not None else None


# --- for people -------------------------------------------------------------------------------------------------------


def _tree(package: Package) -> Tree:
    flow = package.flow
    name = f"{flow.id}@{package.variant}" if package.variant else flow.id
    root = Tree(f"[bold]{escape(name)}[/bold]  {escape(flow.source[flow.title])}")
    facts = root.add(f"[dim]revision {package.revision}; languages {', '.join(_spoken(package))}[/dim]")
    if package.variants:
        facts.add(f"[dim]variants {', '.join(sorted(package.variants))}[/dim]")
    for section in flow.sections:
        branch = root.add(f"[bold]{escape(flow.source[section.title])}[/bold] [dim]({section.id})[/dim]")
        for step_id in section.steps:
            _add(branch, flow, flow.steps[step_id])
    return root


def _spoken(package: Package) -> Iterator[str]:
    for code in package.languages:
        missing, stale = len(package.missing(code)), len(package.stale(code))
        open_ = [f"{missing} missing"] * bool(missing) + [f"{stale} stale"] * bool(stale)
        yield f"{code} ({', '.join(open_)})" if open_ else code


def _add(branch: Tree, flow: Flow, step: Step) -> None:
    line = flow.source[step.prompt].strip().splitlines()[0]
    leaf = branch.add(f"[cyan]{step.id}[/cyan] [dim]{step.kind}[/dim]  {escape(line)}")
    for word, said in _conditions(step):
        leaf.add(f"[dim]{word}[/dim] {escape(said)}")
    for choice in step.choices:
        only = f"  [dim]if[/dim] {escape(choice.relevant.source)}" if choice.relevant else ""
        leaf.add(f"· {escape(flow.source[choice.label])} [dim]({choice.value})[/dim]{only}")


def _conditions(step: Step) -> Iterator[tuple[str, str]]:
    for word, expression in (("if", step.relevant), ("urgent if", step.urgent)):
        if expression is not None:
            yield word, expression.source
    if step.needs:
        yield "needs", f"consent for {step.needs}"
    if not step.required:
        yield "may be", "skipped"
    for rule in step.constraints:
        yield "must be", rule.test.source
    if step.ends:
        yield "ends as", step.ends
