"""Reads XPath 1.0 as ODK writes it: `${name}`, `.`, `..`, functions with hyphens and `jr:`. Text in, small tree out.

A Pratt parser: each operator has a strength, `or` the weakest. What a form rarely holds (predicates, axes) is read as a
`Path` with its source text, so that the translator can refuse it by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_LENGTH = 10_000
MAX_TOKENS = 2_000
MAX_DEPTH = 60

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<ref>\$\{\s*[^}\s]+\s*\})
    | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    | (?P<string>"[^"]*"|'[^']*')
    | (?P<name>[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?)
    | (?P<op>\.\.|::|//|!=|<=|>=|[-+*=<>|()\[\],./@])
    )""",
    re.VERBOSE,
)
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
_STRENGTH = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6,
    "|": 8,
}  # fmt: skip
_UNARY = 7
_WORDS = frozenset({"or", "and", "div", "mod"})


class XPathError(ValueError):
    """A text that is no XPath. `str()` says what was expected, for the author of the form."""


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | int | float


@dataclass(frozen=True, slots=True)
class Ref:
    """`${name}`, also `../name` and `/data/group/name`."""

    name: str


@dataclass(frozen=True, slots=True)
class Here:
    """`.`: the answer itself."""


@dataclass(frozen=True, slots=True)
class Up:
    """`..`, `../..`: what encloses the question. Only `position()` reads it."""

    levels: int


@dataclass(frozen=True, slots=True)
class Path:
    """Any other path: a bare word (an attribute in a choice filter), or one with predicates and axes."""

    source: str


@dataclass(frozen=True, slots=True)
class Minus:
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    arguments: tuple[Node, ...]


Node = Literal | Ref | Here | Up | Path | Minus | Binary | Function


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def parse(source: str) -> Node:
    """Raises XPathError."""
    text = source.translate(_QUOTES)
    if len(text) > MAX_LENGTH:
        raise XPathError(f"an expression has at most {MAX_LENGTH} characters")
    parser = _Parser(text, _tokens(text))
    node = parser.expression(0)
    if parser.token.kind != "end":
        raise XPathError(f"nothing was expected after '{text[: parser.token.start].strip()[-20:]}'")
    return node


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise XPathError(f"'{text[at:].strip()[:12]}' cannot be read")
        kind = match.lastgroup or ""
        found.append(_Token(_kind(kind, match[kind], found), match[kind], match.start(kind), match.end()))
        at = match.end()
        if len(found) > MAX_TOKENS:
            raise XPathError(f"an expression has at most {MAX_TOKENS} parts")
    return [*found, _Token("end", "", len(text), len(text))]


def _kind(kind: str, text: str, before: list[_Token]) -> str:
    """`and`, `div`, `*` are operators only after something they can join (XPath 1.0, 3.7)."""
    joins = bool(before) and (
        before[-1].kind in ("ref", "number", "string", "name") or before[-1].text in (")", "]", ".", "..")
    )
    if kind == "name" and text in _WORDS and joins:
        return "op"
    if text == "*" and not joins:
        return "name"
    return kind


class _Parser:
    def __init__(self, text: str, tokens: list[_Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        token = self.token
        self.at += 1
        return token

    def sees(self, *ops: str) -> bool:
        return self.token.kind == "op" and self.token.text in ops

    def expect(self, op: str) -> None:
        if not self.sees(op):
            found = f"'{self.token.text}'" if self.token.kind != "end" else "the end"
            raise XPathError(f"'{op}' was expected instead of {found}")
        self.take()

    def expression(self, strength: int) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise XPathError(f"an expression nests at most {MAX_DEPTH} deep")
        left = self.operand()
        while self.token.kind == "op" and _STRENGTH.get(self.token.text, 0) > strength:
            op = self.take().text
            left = Binary(op, left, self.expression(_STRENGTH[op]))
        self.depth -= 1
        return left

    def operand(self) -> Node:
        if self.sees("-"):
            self.take()
            return Minus(self.expression(_UNARY - 1))
        if self.sees("("):
            self.take()
            inner = self.expression(0)
            self.expect(")")
            return self.path(self.at, inner) if self.sees("/", "[") else inner
        return self.atom()

    def atom(self) -> Node:
        start, token = self.at, self.token
        match token.kind:
            case "number":
                return Literal(_number(self.take().text))
            case "string":
                return Literal(self.take().text[1:-1])
            case "ref":
                self.take()
                node: Node = Ref(token.text[2:-1].strip())
                return self.path(start, node) if self.sees("/", "[") else node
            case "name" if self.tokens[self.at + 1].text == "(":
                node = self.call()
                return self.path(start, node) if self.sees("/", "[") else node
        return self.path(start, None)

    def call(self) -> Function:
        name = self.take().text
        self.expect("(")
        arguments: list[Node] = []
        while not self.sees(")"):
            arguments.append(self.expression(0))
            if not self.sees(")"):
                self.expect(",")
        self.expect(")")
        return Function(name, tuple(arguments))

    def path(self, start: int, first: Node | None) -> Node:
        """Steps, `/`, predicates. Only plain ways to one question mean anything to us."""
        begun = self.at
        while self.token.kind in ("name", "ref") or self.sees("/", "//", ".", "..", "@", "::", "["):
            if self.sees("["):
                self.take()
                self.expression(0)
                self.expect("]")
            elif self.take().kind in ("name", "ref") and not self.sees("/", "//", "::", "[", "@"):
                break
        if self.at == begun and first is None:
            found = f"'{self.token.text}'" if self.token.kind != "end" else "the end"
            raise XPathError(f"a value was expected instead of {found}")
        source = self.text[self.tokens[start].start : self.tokens[self.at - 1].end].strip()
        return _known_path(source)


def _known_path(source: str) -> Node:
    flat = re.sub(r"\s+", "", source).removeprefix("current()/")
    if flat == ".":
        return Here()
    if re.fullmatch(r"\.\.(/\.\.)*", flat):
        return Up(flat.count(".."))
    found = re.fullmatch(r"(?:\.\./|\./|/)(?:(?:\.\.|[\w.\-]+)/)*([^\W\d][\w.\-]*)", flat)
    return Ref(found[1]) if found else Path(source)


def _number(text: str) -> int | float:
    return int(text) if text.isdigit() else float(text)
