"""Yes or no, never the wrong way round: what holds both, or a "not" where none belongs, is asked again."""

from __future__ import annotations

import re

from flows.parsing.normalise import fold, key
from flows.parsing.terms import Everywhere, holds, starts, without, word_keys


def read_yes_no(text: str, everywhere: Everywhere) -> bool | None:
    """True, False, or None when it is not clear."""
    written = key(text)
    yes, no = word_keys(everywhere("answer.yes.words")), word_keys(everywhere("answer.no.words"))
    if written in yes or written in no:
        return None if written in yes and written in no else written in yes
    agreed, refused = starts(written, yes), starts(written, no)
    if (agreed and refused) or holds(written, word_keys(everywhere("answer.unsure.words"))):
        return None
    if agreed:
        against = no | word_keys(everywhere("answer.not.words"))
        return None if holds(written.removeprefix(agreed), against) else True
    if refused:
        rest = without(written.removeprefix(refused), no)
        return None if holds(rest, yes) else _refusal(text, written, refused, everywhere)
    return None


def _refusal(text: str, written: str, head: str, everywhere: Everywhere) -> bool | None:
    """ "No problem" is no refusal: a "no" that may belong to the next word must end before a pause or politeness."""
    if head not in word_keys(everywhere("answer.not.words")):
        return False
    polite = word_keys(everywhere("answer.polite.words"))
    if all(word in polite for word in written.removeprefix(head).split()):
        return False
    return False if re.match(rf"\W*{re.escape(head)}\s*[,.;!،؛:–-]", fold(text)) else None
