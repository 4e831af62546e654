"""What a flow has to keep to about consents: asked before whatever rests on them, once, and reachable."""

from __future__ import annotations

from flows.loading.compiling import Compiler
from flows.loading.outlines import StepOutline
from flows.problems import listed


def needs_of(outline: StepOutline) -> str | None:
    """The consent a step rests on: its own, or that of what stands around it."""
    found = outline.inherited("needs")
    return str(found) if found is not None else None


def first_consent(compiler: Compiler) -> None:
    """Only `before_consent` steps are asked until a consent is given: one of them must be able to get it."""
    asking = [step for step in compiler.outline.steps() if step.purpose]
    if asking and not any(step.found.get("before_consent") for step in asking):
        message = "no consent could ever be given: mark the first consent step with before_consent: true"
        compiler.report.add(asking[0].found.at("kind"), "flow.consent_unreachable", message)


def _again(compiler: Compiler, outline: StepOutline) -> None:
    again = outline.found.get("again") if outline.purpose else None
    places = {step.id for step in compiler.outline.steps() if step.kind.name == "place" and not step.repeats}
    if again is not None and again not in places:
        message = f"'again' names a step of the kind place, not '{again}'"
        compiler.report.add(outline.found.at("again"), "flow.again_unknown", message)


def _decided_by(compiler: Compiler, outline: StepOutline) -> None:
    named = outline.found.get("decided_by") if outline.purpose else None
    order = compiler.order
    once = [step.id for step in compiler.outline.steps() if not step.repeats and not step.purpose]
    before = {step_id for step_id in once if order[step_id] < order[outline.id]}
    if named is not None and named not in before:
        message = f"'decided_by' names a step that is asked before, once; '{named}' is none"
        compiler.report.add(outline.found.at("decided_by"), "flow.decided_by_unknown", message)


def consent_rules(compiler: Compiler, outline: StepOutline) -> None:
    found, needs = outline.found, needs_of(outline)
    if outline.is_sensitive and needs is None and "needs" not in found.table.entries:
        message = "a sensitive step names in 'needs' the consent purpose it relies on"
        compiler.report.add(found.at("sensitive"), "flow.sensitive_without_consent", message)
    if outline.purpose and outline.repeats:
        message = "a consent is asked once, not for each entry of a repeat"
        compiler.report.add(found.at("kind"), "flow.consent_in_repeat", message)
    _again(compiler, outline)
    _decided_by(compiler, outline)
    said = {part.get("needs") for part in (found, *(one.found for one in outline.around))} - {None}
    if len(said) > 1:
        message = f"a step rests on one consent; here and around it stand {listed(map(str, said))}"
        compiler.report.add(found.at("needs"), "flow.two_consents", message)
    if needs is None:
        return
    asked = compiler.consents.get(needs, [])
    before = [step for step in asked if compiler.order[step] < compiler.order[outline.id]]
    if not asked:
        compiler.report.add(found.at("needs"), "flow.unasked_purpose", f"no consent step asks for '{needs}'")
    elif not before:
        message = f"consent for '{needs}' is asked only later, by '{asked[0]}'"
        compiler.report.add(found.at("needs"), "flow.forward_reference", message)
    compiler.reads[outline.id] |= set(before)
