"""All texts of a flow for translators: id -> German source, with a note that says where a person meets the text."""

from __future__ import annotations

from collections.abc import Iterator

from flows.model import Choice, Flow, Step
from locales.source_texts import Source

LABEL_MAX = 64  # characters on a button that still shows whole on a small phone
TITLE_MAX = 80

Note = tuple[str | None, str, int | None]  # text id, note, limit


def flow_sources(flow: Flow) -> dict[str, Source]:
    """Every text a newcomer may see, in the order of the flow. The desk's German lines are `desk_texts`."""
    return {
        text_id: Source(text_id, (flow.source[text_id],), note, limit)
        for text_id, note, limit in _notes(flow)
        if text_id is not None
    }


def desk_texts(flow: Flow) -> dict[str, str]:
    """The lines only case managers read, which stay German: text id -> German."""
    ids = [step.desk for step in flow.steps.values()]
    ids += [choice.desk for step in flow.steps.values() for choice in step.choices]
    return {text_id: flow.source[text_id] for text_id in ids if text_id}


def _notes(flow: Flow) -> Iterator[Note]:
    yield flow.title, "Name of the questionnaire", TITLE_MAX
    for section in flow.sections:
        yield section.title, "Heading of a section, shown with the progress", TITLE_MAX
        for step_id in section.steps:
            yield from _step(flow.steps[step_id], flow)


def _step(step: Step, flow: Flow) -> Iterator[Note]:
    yield step.prompt, _prompt(step), None
    yield step.hint, f"Help under the question {step.id}", None
    yield step.alt, f"What the picture of the question {step.id} shows, read to people who do not see it", None
    yield step.why, f"Answer to 'Why do you ask?' for the question {step.id}", None
    question = _short(flow.source[step.prompt])
    for choice in step.choices:
        yield from _choice(choice, question)
    for constraint in step.constraints:
        yield constraint.message, f"Said when the answer to '{question}' cannot be: {constraint.test.source}", None


def _prompt(step: Step) -> str:
    if step.kind == "say":
        return "A message; nothing is asked"
    consent = "; names a consent, translate exactly" if step.kind == "consent" else ""
    return f"Question, answered by {step.kind.replace('_', ' or ')}{consent}"


def _choice(choice: Choice, question: str) -> Iterator[Note]:
    yield choice.label, f"Button under '{question}'", LABEL_MAX
    note = f"Words a person may write instead of the button, separated by |. Question: '{question}'. Not a translation"
    yield choice.words, f"{note}: the words people use in your language", None


def _short(text: str) -> str:
    """Enough of a question to recognise it."""
    line = text.splitlines()[0]
    return line if len(line) <= 80 else line[:79] + "…"
