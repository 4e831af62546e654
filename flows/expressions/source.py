"""From text to a Python syntax tree, with nothing an author (or an upload) can write able to hurt.

Python's own parser is only let near text that is short and shallow: its stack and ours stay far from their limits.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

from flows.problems import ExpressionError, FlowProblem, Position

MAX_LENGTH = 4000  # characters
MAX_NODES = 500
MAX_DEPTH = 50
MAX_WORK = 4 * MAX_NODES  # parts, counted as often as they are evaluated


@dataclass(frozen=True, slots=True)
class Source:
    """Stripped text and where it stands; turns offsets into positions. `margin`: column where later lines start."""

    text: str
    where: Position
    margin: int = 1

    def position(self, at: int) -> Position:
        """Offset -> line and column: exact for one-line and `|` texts, where most expressions stand."""
        before = self.text[:at]
        lines = before.count("\n")
        if not lines:
            return self.where.right(at)
        return Position(self.where.file, self.where.line + lines, self.margin + at - before.rfind("\n") - 1)

    def problem(self, at: int, code: str, message: str) -> FlowProblem:
        return FlowProblem.at(self.position(at), f"expression.{code}", message)

    def error(self, at: int, code: str, message: str) -> ExpressionError:
        return ExpressionError([self.problem(at, code, message)])


def parse(source: Source) -> ast.expr:
    """The syntax tree, within all limits. Raises ExpressionError."""
    _refuse_shape(source)
    body = _python(source)
    _refuse_size(source, body)
    return body


def offset(source: Source, node: ast.expr) -> int:
    """Where a node starts, in characters (Python counts bytes)."""
    line = _flat(source.text)
    return len(line.encode()[: node.col_offset].decode(errors="ignore"))


def _flat(text: str) -> str:
    """Lines mean nothing in an expression; keeping the length keeps the positions."""
    return text.translate({9: " ", 10: " ", 12: " ", 13: " "})


def _refuse_shape(source: Source) -> None:
    text = source.text
    if not text:
        raise source.error(0, "empty", "an expression was expected here, such as answered(residence)")
    if len(text) > MAX_LENGTH:
        raise source.error(0, "too_long", f"an expression has at most {MAX_LENGTH} characters, this has {len(text)}")
    if "#" in text:
        raise source.error(text.index("#"), "syntax", "no comments inside an expression: write them in the YAML")
    _refuse_brackets(source)


def _refuse_brackets(source: Source) -> None:
    """Counts brackets without reading: refuses before any parser recurses."""
    depth = 0
    for at, char in enumerate(source.text):
        depth += (char in "([{") - (char in ")]}")
        if depth > MAX_DEPTH:
            raise source.error(at, "too_deep", f"brackets nest at most {MAX_DEPTH} deep")


def _python(source: Source) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(_flat(source.text), mode="eval").body
    except SyntaxError as slip:
        at = slip.offset - 1 if slip.offset else len(source.text)
        raise source.error(at, "syntax", f"this does not read as an expression: {slip.msg}") from None
    except (RecursionError, MemoryError):
        raise source.error(0, "too_deep", f"an expression nests at most {MAX_DEPTH} deep") from None
    except ValueError:  # NUL, lone surrogates
        raise source.error(0, "syntax", "this holds characters that cannot be read") from None


def _refuse_size(source: Source, body: ast.expr) -> None:
    """Walks without recursion, counting what later passes will visit recursively, as often as they will."""
    count, work, waiting = 0, 0, [(body, 1, 1)]
    while waiting:
        node, depth, times = waiting.pop()
        count, work = count + 1, work + times
        if depth > MAX_DEPTH:
            raise source.error(0, "too_deep", f"an expression nests at most {MAX_DEPTH} deep")
        if count > MAX_NODES or work > MAX_WORK:
            raise source.error(0, "too_big", f"an expression has at most {MAX_NODES} parts")
        twice = _written_twice(node)
        children = (child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
        waiting += [(child, depth + 1, times * (2 if child in twice else 1)) for child in children]


def _written_twice(node: ast.expr) -> list[ast.expr]:
    """`a < x < b` and `between(x, a, b)` become `a < x and x < b`: nested in one another, they double at each level."""
    if isinstance(node, ast.Compare):
        return node.comparators[:-1]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "between":
        return node.args[:1]
    return []
