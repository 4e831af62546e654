"""XPath under construction: pieces that know how tightly they hold together, joined without needless brackets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: How tightly operators bind, the loosest first (XPath 1.0, 3.5).
OR, AND, EQUAL, ORDER, SUM, PRODUCT, SIGN, ATOM = range(8)
_XPATH = {"==": "="}


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    level: int = ATOM

    def at(self, level: int) -> str:
        """In brackets where it binds more loosely than its surroundings."""
        return self.text if self.level >= level else f"({self.text})"


TRUE, FALSE = Text("true()"), Text("false()")


def literal(value: float | str) -> Text:
    """A number or a text. XPath has no escapes: a text with both kinds of quotes is put together."""
    if isinstance(value, str):
        return _quoted(value)
    shown = str(int(value)) if float(value).is_integer() else format(value, "f") if abs(value) < 1e-4 else repr(value)
    return Text(shown, ATOM if value >= 0 else SIGN)


def _quoted(text: str) -> Text:
    if "${" in text:  # pyxform takes that for the name of an answer, also in quotes
        return Text(f"concat({', '.join(_quoted(part).text for part in _dollars(text))})")
    if "'" not in text:
        return Text(f"'{text}'")
    if '"' not in text:
        return Text(f'"{text}"')
    parts = [part for piece in text.split("'") for part in (f"'{piece}'" if piece else "", '"\'"') if part][:-1]
    return Text(f"concat({', '.join(parts)})")


def _dollars(text: str) -> list[str]:
    """`a${b` -> `a$`, `{b`."""
    first, *others = text.split("${")
    pieces = [first, *(f"{{{other}" for other in others)]
    return [piece + "$" * (at < len(pieces) - 1) for at, piece in enumerate(pieces)]


def call(name: str, *arguments: Text) -> Text:
    return Text(f"{name}({', '.join(argument.text for argument in arguments)})")


def operation(op: str, left: Text, right: Text, level: int) -> Text:
    """Read from the left; comparisons are not chained."""
    tight = level + 1 if level in (EQUAL, ORDER) else level
    return Text(f"{left.at(tight)} {_XPATH.get(op, op)} {right.at(level + 1)}", level)


def both(parts: Sequence[Text]) -> Text:
    """All of them, each said once; nothing is `true()`."""
    return _joined("and", parts, AND, TRUE, FALSE)


def either(parts: Sequence[Text]) -> Text:
    return _joined("or", parts, OR, FALSE, TRUE)


def _joined(word: str, parts: Sequence[Text], level: int, nothing: Text, decided: Text) -> Text:
    said = list(dict.fromkeys(part for part in parts if part != nothing))
    if decided in said:
        return decided
    if len(said) < 2:
        return said[0] if said else nothing
    return Text(f" {word} ".join(part.at(level) for part in said), level)


def negated(part: Text) -> Text:
    if part in (TRUE, FALSE):
        return FALSE if part == TRUE else TRUE
    return call("not", part)
