"""Which language a message is written in: script first, then letters, then py3langid and our own phrases together.

It only ever leads to a question ("weiter auf Deutsch?"), never to a switch, so it says nothing rather than guess: not
of fewer than three words, not of names, not of numbers, and not where a language we do not offer is likelier.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import exp, log
from pathlib import Path

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from locales.once import once
from nlu.language.guess import Guess
from nlu.language.habits import FILE, Habits, read_habits
from nlu.language.letters import ethiopic, ruled_in
from nlu.language.scripts import are_names, in_script, script_of, words_of

#: Words a message must have to tell its language.
FEWEST = 3
#: How much rarer each language we do not offer is among those who write here; measured on nothing, so mild.
_RARE = 0.2
#: py3langid's least share: it is never as certain as it says of so few words.
_LEAST = 1e-3
#: What our own phrases count beside py3langid, and what they say of a language that has none; found by leaving every
#: third training phrase out (0.1: 96.9 % right, 0.3: 97.1 %, 1: 97.0 %; py3langid and letters alone: 96.0 %).
_OWN, _WITHOUT = 0.3, -6.0
#: py3langid's label -> ours, by script. The closest relatives share what they write on a phone.
_LABELS: Mapping[str, Mapping[str, str]] = {
    "Latn": {
        **{code: code for code in ("de", "en", "fr", "es", "tr", "ro", "sq", "pl", "so")},
        "ku": "kmr",
        "sr": "sr",
        "bs": "sr",
        "hr": "sr",
    },
    "Arab": {"ar": "ar", "ary": "ar", "arz": "ar", "fa": "fa", "ps": "ps", "sdh": "ckb"},
    "Cyrl": {code: code for code in ("uk", "ru", "bg", "sr")},
}
#: Languages newcomers write that we do not offer: told apart so that nobody is offered the wrong one.
_OTHERS: Mapping[str, tuple[str, ...]] = {
    "Latn": ("it", "pt", "nl", "az", "cs", "hu", "sw", "ha", "vi", "om"),
    "Arab": ("ur", "ug"),
    "Cyrl": ("be", "mk"),
}


class LanguageDetector:
    """Built once (`detector()`); safe to share. Holds the part of py3langid's model that tells our languages apart."""

    def __init__(self, habits: Habits) -> None:
        whole = LanguageIdentifier.from_model_file(MODEL_FILE)
        wanted = frozenset(_every_label())
        kept = [place for place, label in enumerate(whole.nb_classes) if label in wanted]
        self._habits = habits
        self._identifier = LanguageIdentifier(
            np.ascontiguousarray(whole.nb_ptc[:, kept]),
            whole.nb_pc[kept],
            [whole.nb_classes[place] for place in kept],
            whole.tk_nextmove,
            whole.tk_output,
            norm_probs=True,
            tk_row=whole.tk_row,
        )

    def detect(self, text: str, expected: str | None = None) -> Guess:
        """`text`: normalised, as much of it as interpreters see. `expected`: what it is most likely written in; what
        plainly is, is not looked at any further.

        Never raises, keeps nothing, logs nothing.
        """
        words = words_of(text)
        if len(words) < FEWEST or are_names(words):
            return Guess()
        if expected is not None and self._habits.plainly(words, expected):
            return Guess(expected, 1.0, script_of(words))
        script = script_of(words)
        if script is None:
            return Guess()
        words = in_script(words, script)  # not the German word in "Jobcenter та друзі"
        if len(words) < FEWEST:
            return Guess()
        lang, confidence = self._likeliest(" ".join(words), script)
        return Guess(lang, confidence, script)

    def _likeliest(self, text: str, script: str) -> tuple[str | None, float]:
        if script == "Ethi":
            return ("ti", 1.0) if ethiopic(text) == "ti" else (None, 1.0)
        shares, own = self._shares(text, script), self._habits.of(text)
        left = ruled_in(text, shares) or frozenset(shares)
        scores = {lang: log(shares[lang] + _LEAST) + _OWN * own.get(lang, _WITHOUT) for lang in sorted(left)}
        best = max(scores, key=scores.__getitem__)
        confidence = 1 / sum(exp(score - scores[best]) for score in scores.values())
        return (None if best in _OTHERS[script] else best), confidence

    def _shares(self, text: str, script: str) -> dict[str, float]:
        """Ours and the others of the script -> how likely py3langid finds them."""
        labels = {**_LABELS[script], **{other: other for other in _OTHERS[script]}}
        shares = dict.fromkeys(labels.values(), 0.0)
        for label, share in self._identifier.rank(text):
            if label in labels:
                shares[labels[label]] += share * (_RARE if label in _OTHERS[script] else 1.0)
        return shares


def _every_label() -> Iterator[str]:
    for script, labels in _LABELS.items():
        yield from labels
        yield from _OTHERS[script]


@once
def detector(where: Path) -> LanguageDetector:
    """The one of this process; the first call reads the model (about a second, 50 MB).

    `where`: the folder of the models. Raises LotseError nlu.model where what was counted at set-up is missing.
    """
    return LanguageDetector(read_habits(where / FILE))
