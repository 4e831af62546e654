"""What a richer understanding of written answers may be asked, where the kinds' own reading understands nothing.

The engine knows no such reader: it comes in with `Lookup`, so that `flows` stays a function without files and models.
`nlu.answers.hearing` is the one of the product; `deaf` hears nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

#: choice value -> what it is called, the label first
Offered = Mapping[str, tuple[str, ...]]


class Hearing(Protocol):
    def __call__(self, kind: str, text: str, lang: str, today: date, choices: Offered) -> tuple[Any, ...]:
        """What `text` may mean as an answer of a type: one value when it is clear, several to ask back, none.

        `kind`: boolean, boolean_word (bool) · integer, decimal (number) · date (ISO, of a day, a month or a year) ·
        country, language (code) · choice (a key of `choices`). Pure: the same text gives the same values. Never raises,
        keeps nothing.
        """
        ...


def deaf(kind: str, text: str, lang: str, today: date, choices: Offered) -> tuple[Any, ...]:
    return ()
