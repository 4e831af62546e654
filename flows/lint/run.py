"""All checks over one flow, in the order of its file, with the figures a coordinator asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from flows.lint.base import CHECKS, SEVERITIES, Check, Finding, Severity
from flows.lint.stats import stats_of
from flows.lint.subject import Subject
from flows.problems import FlowError, FlowProblem


@dataclass(frozen=True, slots=True)
class Report:
    findings: tuple[Finding, ...]
    stats: Mapping[str, object] = field(default_factory=dict)

    def count(self, severity: str) -> int:
        return sum(finding.severity == severity for finding in self.findings)

    @property
    def failed(self) -> bool:
        return self.count("error") > 0


def lint(
    subject: Subject, checks: Iterable[Check] | None = None, tell: Callable[[str], None] = lambda code: None
) -> Report:
    """`checks`: all there are unless given. `tell` hears the code of each check before it runs."""
    found = [_finding(problem, "warning") for problem in subject.warnings]
    for check in sorted(CHECKS.values() if checks is None else checks, key=lambda check: check.last):
        tell(check.code)
        found += check.find(subject)
    return Report(tuple(sorted(set(found), key=_place)), stats_of(subject))


def with_variants(base: Report, variants: Mapping[str, Report]) -> Report:
    """One report of a flow and its variants: of a variant what it adds, with its name."""
    known = {(finding.code, finding.step, finding.message) for finding in base.findings}
    found = list(base.findings)
    for name, report in variants.items():
        own = [finding for finding in report.findings if (finding.code, finding.step, finding.message) not in known]
        found += [replace(finding, message=f"in {name}: {finding.message}") for finding in own]
    return Report(tuple(sorted(found, key=_place)), {**base.stats, "variants": _stats(variants)})


def _stats(variants: Mapping[str, Report]) -> Mapping[str, object]:
    return {name: report.stats for name, report in variants.items()}


def unloaded(error: FlowError, called: Callable[[str], str] = str) -> Report:
    """A flow that does not load has these problems and no others yet. `called`: what a file is called in messages."""
    problems = (replace(problem, file=called(problem.file)) for problem in error.problems)
    return Report(tuple(_finding(problem, "error") for problem in problems))


def _finding(problem: FlowProblem, severity: Severity) -> Finding:
    return Finding(problem.file, problem.line, problem.column, problem.code, severity, problem.message)


def _place(finding: Finding) -> tuple[object, ...]:
    weight = SEVERITIES.index(finding.severity)
    return (finding.file, finding.line, finding.column, weight, finding.code, finding.message)
