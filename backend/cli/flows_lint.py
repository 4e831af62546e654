"""`lotse flows lint`: what a coordinator should know about a flow before it is published.

The prover takes a second to load, so what needs it is imported when the command runs, not with every other command.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from backend.cli.flows import app
from backend.cli.output import FOUND, as_json, out
from backend.content.packages import read_package
from flows.days import day_of
from flows.errors import LotseError
from flows.library import builtin_ids, builtin_variants
from flows.packaging.files import FLOW
from flows.problems import FlowError

if TYPE_CHECKING:
    from backend.services.flow_subject import FlowFiles
    from flows.lint import Finding, Report, Subject

COLOURS = {"error": "bold red", "warning": "yellow", "note": "cyan"}
Paths = Annotated[
    list[str] | None,
    typer.Argument(help="Folders, zips or files of flows, or ids of the product's own; all of these if none is given."),
]


@app.command()
def lint(
    paths: Paths = None, json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False
) -> None:
    """Check flows before they are published: proofs, translations, buttons, consent, wording. Exit code 1 on errors."""
    reports = {name: _checked(name) for name in paths or builtin_ids()}
    if json:
        as_json(_as_json(reports))
    else:
        for name, report in reports.items():
            _show(name, report)
    if any(report.failed for report in reports.values()):
        raise typer.Exit(FOUND)


def lint_or_exit(name: str, *, json: bool) -> None:
    """Goes on only when the checks find no error in the flow; else shows what they found and ends with exit code 1."""
    report = _checked(name)
    if not report.failed:
        return
    as_json(_as_json({name: report})) if json else _show(name, report)
    raise typer.Exit(FOUND)


def _checked(name: str) -> Report:
    from backend.services.flow_subject import subjects_of
    from flows.lint.run import unloaded, with_variants

    given: FlowFiles | None = None
    try:
        given = named_flow(name)
        subjects = subjects_of(given, day_of(datetime.now(UTC)))
    except FlowError as wrong:
        return unloaded(wrong, given.called if given else str)
    reports = {variant: _run(variant or name, subject) for variant, subject in subjects.items()}
    return with_variants(reports[None], {variant: report for variant, report in reports.items() if variant})


def _run(name: str, subject: Subject) -> Report:
    from flows.lint import lint as run

    if not out.is_terminal:
        return run(subject)
    with out.status("…") as status:
        return run(subject, tell=lambda code: status.update(f"{name}: {code}"))


def named_flow(name: str) -> FlowFiles:
    """A flow by the path of its file, folder or zip, or by the id of one of the product's.

    Raises LotseError flow.unknown, FlowError for a path that cannot be read.
    """
    from backend.services.flow_subject import FlowFiles

    path = Path(name)
    if path.exists():
        return FlowFiles(read_package(path), name, alone=path.suffix.lower() in (".yaml", ".yml"))
    if name not in builtin_ids():
        raise LotseError("flow.unknown", flow=name[:80])
    file = resources.files("flows").joinpath("definitions", f"{name}.yaml")
    variants = {path: text.encode() for path, text in builtin_variants(name).items()}
    return FlowFiles({FLOW: file.read_bytes(), **variants}, file.name, alone=True)


def _as_json(reports: dict[str, Report]) -> dict[str, Any]:
    findings = [asdict(finding) for report in reports.values() for finding in report.findings]
    return {"findings": findings, "stats": [report.stats for report in reports.values() if report.stats]}


# --- for people -------------------------------------------------------------------------------------------------------


def _show(name: str, report: Report) -> None:
    in_files = sorted(report.findings, key=lambda finding: finding.file)
    for file, findings in groupby(in_files, key=lambda finding: finding.file):
        out.print(f"[bold]{escape(file)}[/bold]")
        for finding in findings:
            _show_finding(finding)
    counts = (f"{report.count(severity)} {severity}s" for severity in COLOURS)
    out.print(f"[bold]{escape(name)}[/bold]: {', '.join(counts)}")
    if report.stats:
        _show_stats(report.stats)


def _show_finding(finding: Finding) -> None:
    place = f"{finding.line}:{finding.column}"
    colour = COLOURS[finding.severity]
    out.print(f"  {place:>8}  [{colour}]{finding.severity:7}[/{colour}]  {finding.code}: {escape(finding.message)}")
    if finding.suggestion:
        out.print(f"{'':21}[dim]{escape(finding.suggestion)}[/dim]")


def _show_stats(stats: Any) -> None:
    reading = stats["reading"]
    proved = "" if stats["minutes_longest_proved"] else " or more"
    out.print(
        f"  {stats['questions']} questions in {stats['sections']} sections; "
        f"longest way {stats['minutes_longest']} minutes{proved}, middle one {stats['minutes_median']}"
    )
    if reading is None:
        return
    out.print(
        f"  German {reading['level']}: Wiener Sachtextformel {reading['wiener']}, LIX {reading['lix']}, "
        f"{reading['words_a_sentence']} words a sentence"
    )
