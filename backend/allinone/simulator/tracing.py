"""What lies behind a reply, as lines for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.channels.simulating import Traced
from flows.expressions.explain import Reason
from flows.tracing import Cause, Trace, Worked, plain

MARK = "~ "
SAYS = {True: "ja", False: "nein", None: "unbekannt"}


def traced(trace: Trace) -> Traced:
    return Traced(tuple(MARK + line for line in _lines(trace)), _data(trace))


# --- for people -------------------------------------------------------------------------------------------------------


def _lines(trace: Trace) -> Iterator[str]:
    yield _question(trace)
    for cause in trace.hidden:
        yield f"nicht gefragt: {cause.step}{why_not(cause)}"
    for worked in trace.computed:
        yield f"berechnet: {worked.name} = {shown(worked.value)} aus {worked.rule}{_because(worked)}"


def _question(trace: Trace) -> str:
    if trace.question is None:
        return f"nichts wird gefragt: das Gespräch ist zu Ende ({trace.status})"
    if trace.asked is None:
        return f"{trace.question}: eine Frage des Lotsen selbst, keine des Fragebogens"
    if not trace.asked.rule:
        return f"gefragt: {trace.question}, die erste offene Frage; sie hat keine Bedingung"
    return f"gefragt: {trace.question}, die erste offene Frage; {trace.asked.rule}{_because(trace.asked)}"


def why_not(cause: Cause) -> str:
    """Behind the name of a step: what keeps it from being asked."""
    hindrances = []
    if cause.consent is not None:
        which = f"die Einwilligung „{cause.consent}“" if cause.consent else "eine erste Einwilligung"
        hindrances.append(f"{which} {'wurde abgelehnt' if cause.refused else 'fehlt noch'}")
    if cause.holds is not True:
        hindrances.append(f"{cause.rule} ist {SAYS[cause.holds]}{_because(cause)}")
    return f": {'; '.join(hindrances)}" if hindrances else ""


def _because(told: Cause | Worked) -> str:
    parts = [f"{reason.text} = {shown(reason.value)}" for reason in told.because]
    return f" ({', '.join(parts)})" if parts else ""


def shown(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return SAYS[value]
    if isinstance(value, tuple) and value and all(isinstance(part, tuple) and len(part) == 2 for part in value):
        return " ".join(f"{name}={shown(part)}" for name, part in value if part is not None)
    if isinstance(value, list | tuple | frozenset):
        return ", ".join(map(shown, value)) or "nichts"
    return f"'{value}'" if isinstance(value, str) else str(value)


# --- for programs -----------------------------------------------------------------------------------------------------


def _data(trace: Trace) -> dict[str, Any]:
    return {
        "question": trace.question,
        "status": trace.status,
        "asked": None if trace.asked is None else _cause(trace.asked),
        "hidden": [_cause(cause) for cause in trace.hidden],
        "consents": dict(trace.consents),
        "computed": [
            {"name": found.name, "rule": found.rule, "value": plain(found.value), "because": _reasons(found.because)}
            for found in trace.computed
        ],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    told: dict[str, Any] = {
        "step": cause.step,
        "value": cause.value,
        "rule": cause.rule,
        "holds": cause.holds,
        "because": _reasons(cause.because),
    }
    return told if cause.consent is None else {**told, "consent": cause.consent, "refused": cause.refused}


def _reasons(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [{"part": reason.text, "value": plain(reason.value)} for reason in reasons]
