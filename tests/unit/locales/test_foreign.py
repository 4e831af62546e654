"""Foreign words are found: Latin in other scripts, a neighbour's letters, German left inside; names and terms stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.foreign import foreign_faults
from locales.source_texts import Source


def faults(lang: str, german: str, said: str, text_id: str = "a.text") -> dict[str, str]:
    return dict(foreign_faults(lang, Source(text_id, (german,)), (said,)))


@pytest.mark.parametrize(
    ("lang", "german", "said"),
    [
        ("uk", "Gehen Sie zum Jobcenter.", "Зверніться до установи (Jobcenter)."),
        ("ar", "Einbürgerungsbehörde", "الجنسية الألمانية (دائرة التجنيس، Einbürgerungsbehörde)"),
        ("ru", "Sagen Sie: „Ich bin ohne Eltern hier.“", "Скажите: „Ich bin ohne Eltern hier.“"),
        ("fa", "Ihr Kreis", "منطقهٔ شما (Kreis)"),
        ("ti", "Hallo {name}, SGB II, § 104c AufenthG", "ሰላም {name}፣ SGB II፣ § 104c AufenthG"),
        ("ps", "mbeon.de oder name@example.org", "mbeon.de یا name@example.org"),
        ("ckb", "/hilfe in Lünen, B1", "/hilfe لە Lünen، B1"),
        ("bg", "Kreis Unna, KIM-Lotse", "Kreis Unna, KIM-Lotse"),
        ("ti", "in Lünen und Unna", "ኣብ Lünenን ኣብ Unnaን"),
        ("tr", "Ausländerbehörde", "Yabancılar dairesi (Ausländerbehörde)"),
        ("fr", "Sagen Sie: „Ich bin hier.“", "Dites : « Ich bin hier. »"),
    ],
)
def test_what_people_meet_on_letters_and_signs_may_stay(lang: str, german: str, said: str) -> None:
    assert faults(lang, german, said) == {}


@pytest.mark.parametrize(
    ("lang", "german", "said", "found"),
    [
        ("uk", "Cookies", "файли cookie", {"foreign": "cookie"}),
        ("ar", "Bitte warten", "انتظروا please", {"foreign": "please"}),
        ("ar", "Bitte warten", "انتظروا (please)", {"foreign": "please"}),
        ("ru", "Hallo", "пpивет", {"foreign": "p, пpивет"}),
        ("ti", "Hallo", "привет", {"foreign": "привет"}),
        ("so", "Hallo", "Haye مرحبا", {"foreign": "مرحبا"}),
        ("uk", "Wir", "мы", {"letters": "мы"}),
        ("ru", "Hallo", "привіт", {"letters": "привіт"}),
        ("bg", "Wir", "ние сме ы", {"letters": "ы"}),
        ("fa", "Ihre", "شما گرامي", {"letters": "گرامي"}),
        ("tr", "Das ist nicht richtig und gut", "Bu nicht doğru und iyi", {"german": "nicht, und"}),
        ("pl", "Haben Sie Geld?", "Haben Sie pieniądze?", {"german": "haben, sie"}),
    ],
)
def test_a_foreign_word_is_named(lang: str, german: str, said: str, found: dict[str, str]) -> None:
    assert faults(lang, german, said) == found


def test_match_words_and_german_itself_are_not_looked_at() -> None:
    assert faults("uk", "ja", "tak | так", "answer.yes.words") == {}
    assert faults("de-simple", "Bitte warten Sie", "Bitte warten Sie") == {}


@given(lang=st.sampled_from(["ar", "uk", "ti", "tr", "de"]), german=st.text(max_size=40), said=st.text(max_size=60))
def test_any_text_is_looked_at_without_a_crash(lang: str, german: str, said: str) -> None:
    assert set(faults(lang, german, said)) <= {"foreign", "letters", "german"}
