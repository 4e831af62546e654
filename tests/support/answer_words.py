"""A context for the kinds of answers: the German source texts, with a few words of other languages beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.resources import files

from flows.kinds.base import KINDS, Context, Reading
from flows.model import Choice, Step
from flows.places import load_places
from locales.source_texts import read_file

TODAY = date(2025, 11, 20)
GERMAN = {
    text_id: source.forms[0] for text_id, source in read_file(files("locales") / "sources" / "answers.yaml").items()
}
#: What translators will write, as far as these tests need it.
OTHERS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "answer.yes.words": "yes | yeah | yep | sure | of course",
        "answer.no.words": "no | nope | no thanks | never | not at all",
        "answer.not.words": "no | not | without | don't | never",
        "answer.unsure.words": "don't know | i don't know | no idea | maybe",
        "answer.polite.words": "thanks | thank | you | please",
        "answer.and.words": "and | also",
        "answer.date.about": "about {date}",
        "answer.date.about.words": "about | around | approximately | early | late | summer",
        "answer.date.filler.words": "since | in | on | the | of | year | or",
        "answer.date.ago.words": "ago | for | since",
        "answer.date.years.words": "year | years",
        "answer.number.words": "zero/none | one/a | two | three | four | five",
    },
    "ar": {
        "answer.yes.words": "نعم | ايوه | اي | أجل | اكيد",
        "answer.no.words": "لا | كلا | لا شكرا",
        "answer.not.words": "لا | ليس | غير | بدون",
        "answer.and.words": "و",
        "answer.date.about": "حوالي {date}",
        "answer.date.about.words": "حوالي | تقريبا",
        "answer.date.filler.words": "منذ | في | سنة | عام | م",
        "answer.date.ago.words": "قبل | منذ",
        "answer.date.years.words": "سنة | سنوات | سنين",
        "answer.number.words": "صفر | واحد/واحدة | اثنان/اثنين | ثلاثة/ثلاث | أربعة/أربع | خمسة/خمس",
    },
    "uk": {
        "answer.yes.words": "так | ага | звичайно",
        "answer.no.words": "ні | нє | нет",
        "answer.not.words": "не | без",
        "answer.and.words": "і | та | й",
        "answer.date.about": "приблизно {date}",
        "answer.date.about.words": "приблизно | близько | десь",
        "answer.date.filler.words": "з | у | в | року | рік",
        "answer.date.ago.words": "тому | назад",
        "answer.date.years.words": "рік | роки | років",
        "answer.number.words": "нуль | один/одна/одне | два/дві | три | чотири | п'ять",
    },
}


def context(lang: str = "de", own: Mapping[str, Mapping[str, str]] | None = None, step: Step | None = None) -> Context:
    """A context in `lang`. `own`: texts of the test's own flow by language."""
    more = own or {}

    def text(text_id: str) -> str:
        here = {**OTHERS.get(lang, {}), **more.get(lang, {})}
        return here.get(text_id) or more.get("de", {}).get(text_id) or GERMAN[text_id]

    def everywhere(text_id: str) -> tuple[str, ...]:
        tables = (more.get("de", {}), GERMAN, *OTHERS.values(), *(more[code] for code in more if code != "de"))
        return tuple(dict.fromkeys(table[text_id] for table in tables if text_id in table))

    return Context(lang, TODAY, text, everywhere, load_places(), choices=step.choices if step else ())


def step_of(kind: str, choices: tuple[Choice, ...] = (), **options: object) -> Step:
    return Step(id="asked", kind=kind, section="section", prompt="asked.prompt", choices=choices, options=options)


def read(kind: str, text: str, ctx: Context | None = None, **options: object) -> Reading:
    return KINDS[kind].read(step_of(kind, (), **options), text, ctx or context())
