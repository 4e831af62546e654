"""The few sentences a form takes for granted and a chat has to say, in the languages forms are mostly written in."""

from __future__ import annotations

from collections.abc import Mapping

_WORDS: Mapping[str, Mapping[str, str]] = {
    "constraint": {
        "de": "Diese Antwort passt hier nicht. Bitte prüfen Sie sie.",
        "en": "This answer does not fit here. Please check it.",
        "fr": "Cette réponse ne convient pas ici. Veuillez la vérifier.",
        "es": "Esta respuesta no es válida aquí. Por favor, compruébela.",
        "ar": "هذه الإجابة غير مناسبة هنا. يرجى التحقق منها.",
        "uk": "Ця відповідь тут не підходить. Будь ласка, перевірте її.",
    },
    "steps": {
        "de": "Möglich sind {numbers}.",
        "en": "Possible are {numbers}.",
        "fr": "Sont possibles : {numbers}.",
        "es": "Son posibles: {numbers}.",
        "ar": "الأرقام الممكنة: {numbers}.",
        "uk": "Можливі числа: {numbers}.",
    },
    "other": {
        "de": "Anderes", "en": "Other", "fr": "Autre", "es": "Otro", "ar": "أخرى", "uk": "Інше",
    },
    "specify": {
        "de": "Bitte schreiben Sie es.",
        "en": "Please specify.",
        "fr": "Veuillez préciser.",
        "es": "Por favor, especifique.",
        "ar": "يرجى التحديد.",
        "uk": "Будь ласка, уточніть.",
    },
    "first": {
        "de": "{title}: Gibt es etwas einzutragen?",
        "en": "{title}: is there anything to enter?",
        "fr": "{title} : y a-t-il quelque chose à saisir ?",
        "es": "{title}: ¿hay algo que anotar?",
        "ar": "{title}: هل هناك ما يجب إدخاله؟",
        "uk": "{title}: чи є що внести?",
    },
    "more": {
        "de": "{title}: Gibt es noch einen Eintrag?",
        "en": "{title}: is there another one?",
        "fr": "{title} : y en a-t-il un autre ?",
        "es": "{title}: ¿hay otro más?",
        "ar": "{title}: هل يوجد إدخال آخر؟",
        "uk": "{title}: чи є ще один?",
    },
    "ok": {"de": "OK", "en": "OK", "fr": "OK", "es": "OK", "ar": "حسنًا", "uk": "Гаразд"},
}  # fmt: skip


def word(key: str, lang: str) -> str:
    """In English where the language has none: said in the report by whoever asks."""
    return _WORDS[key].get(lang) or _WORDS[key]["en"]
