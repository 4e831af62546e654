"""An XPath cell -> the text of an expression of ours, or `Untranslatable` with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flows.xlsform.code import (
    AND,
    FALSE,
    OR,
    TRUE,
    Code,
    Type,
    Untranslatable,
    as_bool,
    as_number,
    number_literal,
    sure,
    text_literal,
)
from flows.xlsform.comparing import arithmetic, compare
from flows.xlsform.functions import FUNCTIONS, WHY
from flows.xlsform.scope import Scope
from flows.xlsform.xpath import Binary, Function, Here, Literal, Minus, Node, Path, Ref, Up, XPathError, parse

LONGEST = 4000  # characters of an expression of ours


def condition(source: str, scope: Scope, strict: bool = False) -> Code:
    """A condition. `strict`: never unknown (a constraint refuses only what is false)."""
    code = as_bool(translate(source, scope))
    return sure(code) if strict else code


def translate(source: str, scope: Scope) -> Code:
    """A value of any type. Raises Untranslatable."""
    try:
        code = Translator(scope).code(parse(source))
    except XPathError as slip:
        raise Untranslatable(f"this does not read as an expression: {slip}") from None
    except RecursionError:
        raise Untranslatable("this is nested too deep") from None
    if len(code.text) > LONGEST:
        raise Untranslatable(f"it would need more than {LONGEST} characters here: split it into several calculations")
    if code.over:
        raise Untranslatable(f"'{code.text}' has a value in every round of its repeat: which one is meant is not said")
    return code


class Translator:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def code(self, node: Node) -> Code:
        match node:
            case Literal():
                return text_literal(node.value) if isinstance(node.value, str) else number_literal(node.value)
            case Ref():
                return self.scope.ref(node.name)
            case Here():
                return self.scope.answer()
            case Up():
                raise Untranslatable("'..' means something only in position(..)")
            case Path():
                return self.attribute(node)
            case Minus():
                return (
                    arithmetic("-", number_literal(0), as_number(self.code(node.operand)))
                    if not isinstance(node.operand, Literal)
                    else self.negative(node.operand)
                )
            case Binary():
                return self.binary(node)
            case Function():
                return self.call(node)

    def negative(self, literal: Literal) -> Code:
        number = as_number(self.code(literal))
        return number_literal(-float(number.literal)) if isinstance(number.literal, int | float) else number

    def binary(self, node: Binary) -> Code:
        if node.op in ("and", "or"):
            return self.joined(node)
        if node.op == "|":
            raise Untranslatable("sets of paths cannot be joined here")
        left, right = self.code(node.left), self.code(node.right)
        if node.op in ("+", "-", "*", "div", "mod"):
            return arithmetic(node.op, left, right)
        return compare(node.op, left, right)

    def joined(self, node: Binary) -> Code:
        """`a and b and c`, without going deeper for each of them."""
        nodes: list[Node] = []
        rest: Node = node
        while isinstance(rest, Binary) and rest.op == node.op:
            nodes.append(rest.right)
            rest = rest.left
        parts = [as_bool(self.code(each)) for each in (rest, *reversed(nodes))]
        decided, neutral = (FALSE, TRUE) if node.op == "and" else (TRUE, FALSE)
        if decided in parts:
            return decided
        parts = [part for part in parts if part != neutral]
        if len(parts) < 2:
            return parts[0] if parts else neutral
        level = AND if node.op == "and" else OR
        text = f" {node.op} ".join(part.at(level) for part in parts)
        return Code(text, "bool", level, all(part.total for part in parts))

    def call(self, node: Function) -> Code:
        found = FUNCTIONS.get(node.name)
        if found is None:
            raise Untranslatable(f"{node.name}(): {WHY.get(node.name, 'this function is not known here')}")
        least, most, write = found
        if not least <= len(node.arguments) <= most:
            raise Untranslatable(f"{node.name}() with {len(node.arguments)} arguments")
        if node.name == "indexed-repeat" and len(node.arguments) % 2 == 0:
            raise Untranslatable("indexed-repeat() takes a question, then repeats with a number each")
        return write(self, node.arguments)

    def attribute(self, node: Path) -> Code:
        """A bare word: in a choice filter a column of the list, elsewhere nothing."""
        if self.scope.attributes is None:
            why = next((f": {text}" for name, text in WHY.items() if node.source.startswith(name + "(")), "")
            raise Untranslatable(f"the path '{node.source[:60]}' leads nowhere here{why}")
        found = self.scope.attributes.get(node.source)
        if found is None:
            raise Untranslatable(f"the choice list has no column '{node.source[:40]}'")
        return Code(f"choice.{found.id}", found.type, list=found.list)

    def through(
        self, node: Node, function: str, write: Callable[[Code], str], *before: str, type: Type, total: bool = False
    ) -> Code:
        """An aggregate over every round: `sum(children, age)`, nested where repeats are."""
        code = self.code(node)
        inner = write(replace(code, over=(), name="" if code.name else code.text))
        for repeat in reversed(code.over):
            inner = f"{function}({', '.join([repeat, *before, inner])})"
        return Code(inner, type, total=total, whole=code.whole, positive=code.positive)
