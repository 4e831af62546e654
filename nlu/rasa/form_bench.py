"""A form in Rasa with its SQL tracker store, played to the end: beside it our own turns stand (`make rasa-bench`).

Runs in Rasa's environment and knows nothing of ours. Everything is chosen in Rasa's favour: no HTTP, every answer a
button whose payload needs no understanding, rules only, a slot a question, nothing to validate, the locks in memory.
What a turn needs stays: the tracker is read from the store, the slot filled, the next question asked, the new events
written.

    python form_bench.py --questions 10 --conversations 20 --at-once 8

prints one JSON object: `turns`, `turns_per_s`, `p50_ms`, `p95_ms`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import tempfile
import time
from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import SQLTrackerStore
from rasa.model_training import train
from rasa.shared.core.domain import Domain
from rasa.utils.log_utils import configure_structlog

CONFIG = """
recipe: default.v1
assistant_id: form
language: de
pipeline: [{name: KeywordIntentClassifier}]
policies: [{name: RulePolicy}]
"""
EXAMPLES = """
version: "3.1"
nlu:
- {intent: begin, examples: "- begin"}
- {intent: inform, examples: "- answer"}
rules:
- rule: the form begins
  steps: [{intent: begin}, {action: intake_form}, {active_loop: intake_form}]
- rule: the form is over
  condition: [{active_loop: intake_form}]
  steps: [{action: intake_form}, {active_loop: null}, {slot_was_set: [{requested_slot: null}]}, {action: utter_done}]
"""


def domain_of(questions: int) -> str:
    """A form with so many questions, each a slot with two buttons. JSON is YAML, too."""
    names = [f"q{number}" for number in range(questions)]
    asked = {f"utter_ask_{name}": [{"text": f"Question {name}?", "buttons": _buttons(name)}] for name in names}
    slots = {name: {"type": "text", "mappings": [{"type": "from_entity", "entity": name}]} for name in names}
    return json.dumps(
        {
            "version": "3.1",
            "intents": ["begin", "inform"],
            "entities": names,
            "slots": slots,
            "forms": {"intake_form": {"required_slots": names}},
            "responses": {**asked, "utter_done": [{"text": "Done."}]},
        }
    )


def _buttons(name: str) -> list[dict[str, str]]:
    """Single braces are for slots in a response, so those of a payload are doubled."""
    payloads = {value: payload(name, value).replace("{", "{{").replace("}", "}}") for value in ("yes", "no")}
    return [{"title": value, "payload": written} for value, written in payloads.items()]


def payload(name: str, value: str) -> str:
    return "/inform" + json.dumps({name: value})


def trained(folder: Path, questions: int) -> Path:
    files = {"config.yml": CONFIG, "data.yml": EXAMPLES, "domain.yml": domain_of(questions)}
    for name, text in files.items():
        (folder / name).write_text(text)
    paths = {name: str(folder / name) for name in files}
    found = train(paths["domain.yml"], paths["config.yml"], [paths["data.yml"]], str(folder / "models"))
    return Path(found.model)


async def play(agent: Agent, questions: int, conversations: int, at_once: int) -> list[float]:
    """Seconds of every turn, as the caller waits for it: all conversations side by side, `at_once` turns in flight.

    Raises AssertionError where Rasa asks anything but the next question.
    """
    free, seconds = asyncio.Semaphore(at_once), list[float]()

    async def turn(sender: str, text: str) -> str:
        async with free:
            output, started = CollectingOutputChannel(), time.perf_counter()
            await agent.handle_message(UserMessage(text, output, sender))
            seconds.append(time.perf_counter() - started)
            return output.messages[-1]["text"]

    async def conversation(sender: str) -> None:
        said = await turn(sender, "/begin")
        for number in range(questions):
            name = f"q{number}"
            assert said == f"Question {name}?", said
            said = await turn(sender, payload(name, "yes"))
        assert said == "Done.", said

    await asyncio.gather(*(conversation(f"person-{number}") for number in range(conversations)))
    return seconds


def measured(folder: Path, questions: int, conversations: int, at_once: int) -> dict[str, float]:
    model = trained(folder, questions)
    store = SQLTrackerStore(Domain.load(str(folder / "domain.yml")), db=str(folder / "tracker.db"))
    agent = Agent.load(model, tracker_store=store, lock_store=InMemoryLockStore())
    started = time.perf_counter()
    seconds = sorted(asyncio.run(play(agent, questions, conversations, at_once)))
    taken = time.perf_counter() - started
    return {
        "questions": questions,
        "turns": len(seconds),
        "turns_per_s": round(len(seconds) / taken, 1),
        "p50_ms": round(seconds[len(seconds) // 2] * 1000, 1),
        "p95_ms": round(seconds[len(seconds) * 95 // 100] * 1000, 1),
    }


if __name__ == "__main__":
    configure_structlog(logging.ERROR)  # as a server runs; telling every step costs as much as taking it
    parser = argparse.ArgumentParser()
    for option, default in (("--questions", 10), ("--conversations", 20), ("--at-once", 8)):
        parser.add_argument(option, type=int, default=default)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rasa-form-") as made:
        print(json.dumps(measured(Path(made), given.questions, given.conversations, given.at_once)))
