"""`lotse nlu`: what written words mean beside being an answer: try it, measure it, train it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from backend.cli.batch import print_batch
from backend.cli.nlu_language import language_
from backend.cli.output import FOUND, as_json, out
from flows.errors import LotseError
from locales.texts import load_texts
from nlu.danger.evaluating import Heard, evaluate_danger
from nlu.embedded.parser import EmbeddedParser
from nlu.embedded.shelf import Built, build, folder, load
from nlu.evaluating import Result, evaluate
from nlu.interpreter import FullInterpreter
from nlu.language.guess import Guess
from nlu.phrases import Fault, languages, lint, phrases_of_tests, training_phrases, unmeasured
from nlu.port import SEEN, Parser
from nlu.words_first import WordsFirst

app = typer.Typer(help="What people mean: intents in every language, the phrases they are learned from.")
app.command("language")(language_)
Json = Annotated[bool, typer.Option("--json", help="One JSON object for programs.")]


def _parser() -> Parser:
    return WordsFirst(load_texts(), EmbeddedParser(load(folder())))


@app.command("parse")
def parse_(
    text: Annotated[
        str | None,
        typer.Argument(help=f"What somebody wrote; danger is heard in all of it, else {SEEN} characters count."),
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="The language of the conversation, such as ar.")] = "de",
    batch: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help='JSON lines {"lang","text"}; one answer a line.')
    ] = None,
    json: Json = False,
) -> None:
    """The intent of one message, or of many from a file."""
    parser = _parser()
    if batch is not None:
        print_batch(batch, lambda given: parser.parse(str(given["text"]), str(given.get("lang") or "de")).as_json())
        return
    if text is None:
        raise typer.BadParameter("Give a text, or --batch FILE.")
    meaning = parser.parse(text, lang)
    if json:
        as_json(meaning.as_json())
        return
    named = "".join(f", {entity.name}: {entity.value}" for entity in meaning.entities)
    out.print(f"{meaning.intent}  {meaning.confidence:.0%}  ({meaning.source}{named})", markup=False)


@app.command("evaluate")
def evaluate_(
    lang: Annotated[str | None, typer.Option("--lang", help="One language only.")] = None, json: Json = False
) -> None:
    """How well the test phrases are understood, and how often danger is heard, rightly and not."""
    parser = _parser()
    found = [
        evaluate(parser, one, phrases)
        for one in languages()
        if lang in (None, one) and (phrases := phrases_of_tests(one))
    ]
    if not found:
        raise LotseError("nlu.phrases", reason="no test phrases", lang=lang or "")
    danger = _danger([result.lang for result in found])
    if json:
        as_json({"languages": [one.as_json() for one in found], "danger": [one.as_json() for one in danger]})
    else:
        out.print(_shown(found), _danger_shown(danger))


def _danger(langs: list[str]) -> list[Heard]:
    hears = FullInterpreter(load_texts(), EmbeddedParser(load(folder())), lambda *_: Guess())
    return [evaluate_danger(hears.interpret, lang) for lang in langs]


def _danger_shown(found: list[Heard]) -> Table:
    shown = Table(
        "danger", "sentences", "heard (seen)", "heard (unseen)", "false (seen)", "false (unseen)", "with model"
    )
    for one in found:
        shares = (one.seen, one.unseen, one.seen_false, one.unseen_false)
        many, model = f"{one.dangers} + {one.harmless}", f"{one.shown:.0%}, false {one.shown_false:.0%}"
        shown.add_row(one.lang, many, *(f"{share:.0%}" for share in shares), model)
    return shown


def _shown(found: list[Result]) -> Table:
    shown = Table("language", "phrases", "right", "macro-F1", "with typing errors", "in scope kept", "outside rejected")
    for one in found:
        shares = (one.accuracy, one.macro_f1, one.noisy, one.kept, one.rejected)
        shown.add_row(one.lang, str(one.phrases), *(f"{share:.1%}" for share in shares))
    return shown


@app.command("train")
def train_(
    lang: Annotated[str | None, typer.Option("--lang", help="One language only.")] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Also where the phrases are the same as before.")] = False,
    json: Json = False,
) -> None:
    """Train the models of the embedded interpreter from nlu/rasa/data."""

    def told(built: Built) -> None:
        if not json:
            what = "trained" if built.fresh else "as it was"
            out.print(f"{built.lang}: {built.phrases} phrases, {built.bytes // 1024} KB, {what}", markup=False)

    found = build(folder(), only=lang, anew=anew, told=told)
    if json:
        as_json({"models": [{"lang": one.lang, "phrases": one.phrases, "fresh": one.fresh} for one in found]})


def _faults(lang: str) -> list[Fault]:
    tests = phrases_of_tests(lang)
    return [*lint(lang, training_phrases(lang), tests), *unmeasured(lang, tests)]


@app.command("lint")
def lint_(json: Json = False) -> None:
    """What is wrong with the phrases: twice, under two intents, too few, learned although tested. Exit code 1 then."""
    faults = [fault for one in languages() for fault in _faults(one)]
    if json:
        as_json({"faults": [{"lang": f.lang, "code": f.code, "intent": f.intent, "detail": f.detail} for f in faults]})
    else:
        for fault in faults:
            out.print(str(fault), markup=False)
    if faults:
        raise typer.Exit(FOUND)
