"""Rules for danger: words that stand together, or near one another, in whatever a frightened person writes.

`die Wehen haben` words in this order; `schlag*` a beginning; `Mann/Vater` either; `Messer + droht` near one another in
either order, at most `APART` other words between them. Sentences vary more in order and endings than in words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from nlu.danger.spelling import words_of

#: Words that may stand between the parts of a rule, in all.
APART = 3
#: A shorter beginning begins too many words.
SHORTEST_STEM = 3
MOST_PARTS = 3
#: Arabic writes "and" and "so" as one word with what follows; shorter words would lose a letter of their own.
_AND, _JOINED = ("و", "ف"), 5
ZWNJ = "\u200c"
#: Of rules, which say the same words again and again; what people write is never kept.
_spelled = lru_cache(maxsize=16_384)(words_of)


@dataclass(frozen=True, slots=True)
class Word:
    """One place in a rule: any of the words, or any word with one of the beginnings."""

    words: frozenset[str]
    stems: tuple[str, ...]


Part = tuple[Word, ...]
Rule = tuple[Part, ...]


class BadRule(ValueError):
    """A rule nobody can read; says which and why."""


def read_rule(text: str) -> tuple[Rule, ...]:
    """The rule, once more where a joiner (Persian) may be typed as a blank; () where it has no word. Raises BadRule."""
    spellings = dict.fromkeys((text.replace(ZWNJ, ""), text.replace(ZWNJ, " ")))
    return tuple(rule for spelling in spellings if (rule := _rule(spelling)))


def _rule(text: str) -> Rule:
    parts = tuple(tuple(_words(part, text)) for part in text.split("+"))
    if len(parts) > MOST_PARTS:
        raise BadRule(f"{text}: more than {MOST_PARTS} parts")
    if not all(parts) and any(parts):
        raise BadRule(f"{text}: nothing on one side of +")
    return parts if all(parts) else ()


def _words(part: str, rule: str) -> Iterator[Word]:
    for place in part.split():
        if "/" not in place and "*" not in place:
            yield from (Word(frozenset({word}), ()) for word in _spelled(place))
        elif (word := _either(place.split("/"), rule)) is not None:
            yield word


def _either(choices: Sequence[str], rule: str) -> Word | None:
    words, stems = set[str](), list[str]()
    for choice in choices:
        found = _spelled(choice)
        if len(found) != 1:
            raise BadRule(f"{rule}: {choice!r} is not one word")
        if not choice.endswith("*"):
            words.add(found[0])
        elif len(found[0]) >= SHORTEST_STEM:
            stems.append(found[0])
        else:
            raise BadRule(f"{rule}: {choice} begins too many words")
    return Word(frozenset(words), tuple(stems))


def faults(words: str) -> Iterator[str]:
    """What is wrong with the rules in one text of a catalogue, separated by `|`."""
    for rule in words.split("|"):
        try:
            read_rule(rule.strip())
        except BadRule as bad:
            yield str(bad)


class DangerRules:
    """Built once; safe to share. Raises BadRule."""

    def __init__(self, rules: Iterable[str]) -> None:
        self._by_word: dict[str, list[Rule]] = defaultdict(list)
        self._by_stem: dict[str, list[Rule]] = defaultdict(list)
        read = [*dict.fromkeys(rule for text in rules for rule in read_rule(text))]
        often = Counter(key for rule in read for place in _places(rule) for key in _keys(place))
        for rule in read:
            rarest = min(_places(rule), key=lambda place: sum(often[key] for key in _keys(place)))
            for word in rarest.words:
                self._by_word[word].append(rule)
            for stem in rarest.stems:
                self._by_stem[stem[:SHORTEST_STEM]].append(rule)

    def hear(self, text: str) -> bool:
        """Whether a rule fits the text. Only rules whose rarest word occurs are looked at: there are thousands, and
        hundreds of them begin with "I" or "my"."""
        said = Said(text)
        return any(_fits(rule, said) for rule in self._possible(said))

    def _possible(self, said: Said) -> Iterator[Rule]:
        for form in said.forms:
            yield from self._by_word.get(form, ())
        for beginning in said.beginnings:
            yield from self._by_stem.get(beginning, ())


class Said:
    """What somebody said, and where its words stand: a rule is looked for where its words are, not everywhere, so that
    nobody can make a message long to listen to by what is in it."""

    def __init__(self, text: str) -> None:
        self.forms: dict[str, list[int]] = {}
        self.beginnings: dict[str, list[str]] = {}
        for at, word in enumerate(words_of(text)):
            for form in _forms(word):
                self.forms.setdefault(form, []).append(at)
        for form in self.forms:
            self.beginnings.setdefault(form[:SHORTEST_STEM], []).append(form)
        self._starts: dict[Part, list[int]] = {}
        self._found: dict[Word, set[int]] = {}

    def starts(self, part: Part) -> list[int]:
        """Where the words of a part stand one after the other, in order."""
        found = self._starts.get(part)
        if found is None:
            found = self._starts[part] = sorted(self._look_for(part))
        return found

    def _look_for(self, part: Part) -> Iterable[int]:
        """From the rarest of its words here: a common one may stand everywhere."""
        places = [(self._where(word), place) for place, word in enumerate(part)]
        if len(places) == 1:
            return places[0][0]
        (rarest, first), *others = sorted(places, key=lambda found: len(found[0]))
        return [at - first for at in rarest if all(at - first + place in found for found, place in others)]

    def _where(self, word: Word) -> set[int]:
        found = self._found.get(word)
        if found is None:
            found = self._found[word] = self._search(word)
        return found

    def _search(self, word: Word) -> set[int]:
        found = {at for one in word.words if one in self.forms for at in self.forms[one]}
        for stem in word.stems:
            for form in self.beginnings.get(stem[:SHORTEST_STEM], ()):
                if form.startswith(stem):
                    found.update(self.forms[form])
        return found


def _places(rule: Rule) -> Iterator[Word]:
    return (word for part in rule for word in part)


def _keys(place: Word) -> frozenset[str]:
    """What a word is found by: itself, or how it begins."""
    return place.words | {stem[:SHORTEST_STEM] for stem in place.stems}


def _forms(word: str) -> tuple[str, ...]:
    return (word, word[1:]) if len(word) >= _JOINED and word.startswith(_AND) else (word,)


def _fits(rule: Rule, said: Said) -> bool:
    """Whether all parts stand near one another: looked for around the part that stands at the fewest places here."""
    starts = [said.starts(part) for part in rule]
    if not all(starts):
        return False
    if len(rule) == 1:
        return True
    reach = APART + sum(map(len, rule))
    (fewest, part), *others = sorted(zip(starts, rule, strict=True), key=lambda found: len(found[0]))
    return any(_near(start, len(part), others, reach) for start in fewest)


def _near(start: int, length: int, others: Sequence[tuple[list[int], Part]], reach: int) -> bool:
    near = [_between(places, start - reach, start + reach) for places, _ in others]
    if not all(near):
        return False
    spans = ([(at, at + len(part)) for at in places] for places, (_, part) in zip(near, others, strict=True))
    return any(_together([(start, start + length), *rest]) for rest in product(*spans))


def _between(places: list[int], first: int, last: int) -> list[int]:
    return places[bisect_left(places, first) : bisect_right(places, last)]


def _together(spans: Sequence[tuple[int, int]]) -> bool:
    """No two on one another, and all of them so near that few words stand between."""
    ordered = sorted(spans)
    apart = [later[0] - earlier[1] for earlier, later in pairwise(ordered)]
    return all(words >= 0 for words in apart) and sum(apart) <= APART
