"""Which of a few choices somebody means: by label, match word, number, part of a sentence, or a clear typing error.

Each way is tried in turn, the surest first; a way that finds several gives them all, and the caller asks back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flows.parsing.fuzzy import nearest
from flows.parsing.terms import holds, stands_in

#: choice value -> keys (`normalise.key`) of its label and words, in every language; in the order offered
Terms = Mapping[str, frozenset[str]]

SENTENCE = 15  # words up to which choices are heard inside a sentence
HEARD = 3  # letters a term must have to be heard in a sentence
PART = 4  # letters a part of a label must have to stand for it


def matches(written: str, terms: Terms, negations: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The values `written` (a key) may mean, none when nobody can tell."""
    return (
        _equal(written, terms)
        or _inside(written, terms, negations)
        or _part_of_label(written, terms)
        or _mistyped(written, terms)
    )


def _equal(written: str, terms: Terms) -> tuple[str, ...]:
    return tuple(value for value, keys in terms.items() if written in keys)


def _inside(written: str, terms: Terms, negations: frozenset[str]) -> tuple[str, ...]:
    """Terms heard as whole words in a sentence without a "not". A term inside a longer heard one does not count."""
    if written.count(" ") >= SENTENCE or " " not in written or holds(written, negations):
        return ()
    heard = [(term, value) for value, keys in terms.items() for term in keys if _is_heard(term, written)]
    known = [term for term, _ in heard]
    longest = [value for term, value in heard if not _inside_longer(term, known)]
    return tuple(dict.fromkeys(longest))


def _inside_longer(term: str, heard: list[str]) -> bool:
    return any(term != other and stands_in(term, other) for other in heard)


def _is_heard(term: str, written: str) -> bool:
    return len(term) >= HEARD and stands_in(term, written)


def _part_of_label(written: str, terms: Terms) -> tuple[str, ...]:
    if len(written) < PART:
        return ()
    return tuple(value for value, keys in terms.items() if any(stands_in(written, term) for term in keys))


def _mistyped(written: str, terms: Terms) -> tuple[str, ...]:
    near = set(nearest(written, {term for keys in terms.values() for term in keys}))
    return tuple(value for value, keys in terms.items() if near & keys)


def by_number(written: str, labels: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """A bare number: the place in the list, unless labels speak of numbers themselves (ages): then what it lies in.

    `labels`: value and label key in the order offered.
    """
    if not written.isdecimal() or len(written) > 4:
        return ()
    number = int(written)
    spans = [(value, [int(found) for found in re.findall(r"\b\d{1,4}\b", label)]) for value, label in labels]
    if any(span for _, span in spans):
        return tuple(value for value, span in spans if span and min(span) <= number <= max(span))
    return (labels[number - 1][0],) if 0 < number <= len(labels) else ()
