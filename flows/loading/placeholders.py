"""What the {placeholders} in the texts of a step stand for."""

from __future__ import annotations

from dataclasses import replace

from flows.loading.compiling import Compiler
from flows.loading.outlines import StepOutline
from flows.loading.texts import Texts
from flows.model import Step
from flows.problems import suggestion


def names_of(compiler: Compiler, texts: Texts, outline: StepOutline, step: Step) -> dict[str, str]:
    """What the {placeholders} of its texts stand for."""
    ids = (step.prompt, step.hint, step.alt, step.why, step.required_message,
           *(part.message for part in step.constraints), *(choice.label for choice in step.choices))  # fmt: skip
    said = dict.fromkeys(name for text_id in ids if text_id for name in texts.params.get(text_id, ()))
    for name in said:
        _check(compiler, outline, name)
    return {name: name for name in said}


def _check(compiler: Compiler, outline: StepOutline, name: str) -> None:
    where = outline.found.at("prompt")
    if name == "n" and outline.repeats:
        return
    known = name in compiler.scope.types or name in compiler.outline.broken
    if not known:
        hint = suggestion(name, compiler.scope.types) or "; write {{ and }} for braces"
        compiler.report.add(
            where, "flow.placeholder", f"there is no step '{name}' for the placeholder {{{name}}}{hint}"
        )
    elif name in compiler.order:
        compiler.reads[outline.id].add(name)
        compiler.earlier(outline, name, where)
        if not replace(compiler.scope, here=outline.repeats).reaches(compiler.scope.depth.get(name, ())):
            message = (
                f"'{name}' is answered once for each entry of '{compiler.scope.depth[name][-1]}'; here there is none"
            )
            compiler.report.add(where, "flow.placeholder", message)
