"""Yes and no in sentences: read in every offered language, and never the wrong way round."""

from __future__ import annotations

from datetime import date

import pytest

from nlu.answers import Answer, Question, parse

UNCLEAR = Answer("ambiguous", None, (True, False))

YES = {
    "de": ["Ja", "jaaa", "Ja gerne", "natürlich", "ntaürlich", "ich glaube schon", "Ja, das passt mir", "stimmt"],
    "en": ["yes please", "I think so", "yesss", "sure thing, of course", "no problem", "why not"],
    "fr": ["oui, merci", "bien sûr", "pourquoi pas", "je crois que oui"],
    "es": ["sí, claro", "por supuesto", "no hay problema", "creo que sí"],
    "ar": ["نعم", "ايوه", "طبعا", "أظن ذلك", "لا مشكلة"],
    "fa": ["بله", "آره", "درست است", "فکر کنم آره"],
    "ps": ["هو", "سمه ده"],
    "ckb": ["بەڵێ", "ئەرێ", "باشە"],
    "kmr": ["erê", "belê", "rast e"],
    "tr": ["evet", "tabii ki", "olur", "sanırım evet"],
    "uk": ["так", "звісно", "згодна", "без проблем"],
    "ru": ["да", "конечно", "согласен", "ну да"],
    "ro": ["da", "sigur că da", "nicio problemă"],
    "bg": ["да", "разбира се", "няма проблем"],
    "sq": ["po", "sigurisht", "s'ka problem"],
    "sr": ["да", "da, naravno", "nema problema"],
    "pl": ["tak", "oczywiście", "nie ma sprawy"],
    "ti": ["እወ", "ሕራይ"],
    "so": ["haa", "waa sax"],
    "it": ["sì", "certo", "va bene"],
    "nl": ["ja hoor", "klopt", "geen probleem"],
    "pt": ["sim", "com certeza", "acho que sim"],
    "sv": ["ja", "visst", "det stämmer"],
}
NO = {
    "de": ["Nein", "nee danke", "das stimmt nicht", "Nein, alles gut", "überhaupt nicht", "nicht einverstanden"],
    "en": [
        "no",
        "no I don't",
        "not really",
        "that's not right",
        "nope, sorry",
        "I don't",
        "no I don't agree",
        "No, that's fine",
    ],
    "fr": ["non", "pas du tout", "ce n'est pas vrai", "je ne crois pas"],
    "es": ["no", "no no estoy de acuerdo", "no estoy de acuerdo", "claro que no"],
    "ar": ["لا", "كلا", "غير صحيح", "لا أظن"],
    "fa": ["نه", "نخیر", "خوب نیست", "موافق نیستم"],
    "ps": ["نه", "سم نه دی"],
    "ckb": ["نەخێر", "باش نییە"],
    "kmr": ["na", "rast nîne"],
    "tr": ["hayır", "HAYIR", "doğru değil", "istemiyorum"],
    "uk": ["ні", "не згодна", "зовсім ні"],
    "ru": ["нет", "нет, спасибо", "нет не согласен"],
    "ro": ["nu", "nu e bine", "deloc"],
    "bg": ["не", "не съм съгласна", "не е вярно"],
    "sq": ["jo", "nuk jam dakord"],
    "sr": ["не", "ne, hvala", "није тачно"],
    "pl": ["nie", "nie, dziękuję", "wcale nie"],
    "ti": ["ኣይፋልን", "ልክዕ ኣይኮነን"],
    "so": ["maya", "sax ma aha"],
    "it": ["no", "non va bene", "per niente"],
    "nl": ["nee", "klopt niet", "helemaal niet"],
    "pt": ["não", "não concordo", "claro que não"],
    "sv": ["nej", "det stämmer inte", "nej tack"],
}


def read(lang: str, text: str) -> Answer:
    return parse(Question("boolean", lang, date(2026, 1, 1)), text)


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, texts in YES.items() for text in texts])
def test_yes(lang: str, text: str) -> None:
    assert read(lang, text) == Answer("ok", True)


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, texts in NO.items() for text in texts])
def test_no(lang: str, text: str) -> None:
    assert read(lang, text) == Answer("ok", False)


@pytest.mark.parametrize("text", ["👍", "👍🏾", "✅✅", "👌 passt", "+"])
def test_signs_of_agreement_need_no_language(text: str) -> None:
    assert read("so", text) == Answer("ok", True)


@pytest.mark.parametrize("text", ["👎", "👎🏿", "❌", "-"])
def test_signs_of_refusal_need_no_language(text: str) -> None:
    assert read("so", text) == Answer("ok", False)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("de", "ja nein"),
        ("de", "Ja. Nein."),
        ("de", "vielleicht"),
        ("de", "weiß ich nicht"),
        ("de", "Ja, das ist falsch"),
        ("de", "Einverstanden. Das ist nicht in Ordnung."),
        ("en", "I am not sure"),
        ("en", "yes, but that's wrong"),
        ("ru", "да нет"),
        ("ar", "لا أعرف"),
        ("fa", "نمی‌دانم"),
        ("de", "👍👎"),
        ("de", "nicht falsch"),
        ("de", "ich bin nicht dagegen"),
        ("en", "I don't disagree"),
        ("en", "not wrong"),
        ("sv", "inte fel"),
    ],
)
def test_what_says_both_or_neither_is_asked_back(lang: str, text: str) -> None:
    assert read(lang, text) == UNCLEAR


@pytest.mark.parametrize("text", ["Dienstag", "Ich wohne in Lünen", "3", "?", "janein", "Nora"])
def test_what_says_nothing_of_it_is_no_answer(text: str) -> None:
    assert read("de", text).status == "no"


@pytest.mark.parametrize("no", ["nicht", "gar nicht", "wirklich nicht"])
@pytest.mark.parametrize("good", ["gut", "richtig", "einverstanden", "ok"])
def test_not_turns_what_stands_beside_it(no: str, good: str) -> None:
    assert read("de", f"{no} {good}") == Answer("ok", False)
    assert read("de", f"das ist {good}") == Answer("ok", True)


def test_a_german_yes_is_understood_in_other_languages_where_it_means_nothing_else() -> None:
    assert read("ar", "ja") == Answer("ok", True)
    assert read("pl", "ja").status == "no"  # "I"
    assert read("sr", "ja").status == "no"
