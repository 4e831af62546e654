"""The functions of XPath and ODK, each as a few lines that write the same in our language. Unknown ones are refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from flows.xlsform.code import (
    ATOM,
    COMPARE,
    FALSE,
    IF,
    OR,
    PRODUCT,
    SIGN,
    SUM,
    TRUE,
    Code,
    Untranslatable,
    answered,
    as_bool,
    as_date,
    as_number,
    as_text,
    blank,
    blanked,
    negated,
    quoted,
    sure,
    text_literal,
    worked_out,
)
from flows.xlsform.comparing import integer, one_of, or_both_blank
from flows.xlsform.xpath import Here, Literal, Node, Ref, Up

if TYPE_CHECKING:
    from flows.xlsform.translate import Translator

Arguments = tuple[Node, ...]
Writer = Callable[["Translator", Arguments], Code]


def _call(name: str, *arguments: Code, type: str = "text", total: bool | None = None, **more: bool) -> Code:
    known = all(argument.total for argument in arguments) if total is None else total
    return Code(f"{name}({', '.join(argument.text for argument in arguments)})", type, total=known, **more)  # type: ignore[arg-type]


# --- logic ------------------------------------------------------------------------------------------------------------


def _if(t: Translator, args: Arguments) -> Code:
    test, yes, no = sure(as_bool(t.code(args[0]))), t.code(args[1]), t.code(args[2])
    yes, no = _alike(yes, no)
    text = f"{yes.at(OR)} if {test.at(OR)} else {no.at(IF)}"
    total = yes.total and no.total
    return Code(
        text, yes.type, IF, total, list=yes.list, whole=yes.whole and no.whole, positive=yes.positive and no.positive
    )  # fmt: skip


def _alike(one: Code, other: Code) -> tuple[Code, Code]:
    """Two values as one type."""
    if one.type == other.type and (one.type != "choice" or one.list is other.list):
        return one, other
    if "" in (one.literal, other.literal) and "number" in (one.type, other.type):
        return (blanked("number") if one.literal == "" else one), (blanked("number") if other.literal == "" else other)
    if "bool" in (one.type, other.type):
        return _both_conditions(one, other)
    return as_text(one), as_text(other)


def _both_conditions(one: Code, other: Code) -> tuple[Code, Code]:
    """A blank beside a condition is a condition that is false; any other value beside it would have two meanings."""
    found = tuple(FALSE if code.literal == "" else code for code in (one, other))
    if any(code.type != "bool" for code in found):
        raise Untranslatable("one result is a condition and the other a value")
    return found[0], found[1]


def _coalesce(t: Translator, args: Arguments) -> Code:
    one, other = _alike(t.code(args[0]), t.code(args[1]))
    if one.type == "number":
        return Code(f"known({one.text}, {other.text})", "number", total=other.total)
    empty = blank(one)
    return Code(
        f"{other.at(OR)} if {empty.at(OR)} else {one.at(IF)}", one.type, IF, one.total and other.total, list=one.list
    )


def _once(t: Translator, args: Arguments) -> Code:
    t.scope.adapted.append("once() keeps the first value; here it is worked out anew from the answers")
    return t.code(args[0])


# --- choices ----------------------------------------------------------------------------------------------------------


def _selected(t: Translator, args: Arguments) -> Code:
    code, wanted = t.code(args[0]), t.code(args[1])
    if code.over:
        inner = _chosen(replace(code, over=(), name=code.text), wanted)
        return Code(f"any({code.over[0]}, {inner.text})", "bool", total=inner.total)
    return _chosen(code, wanted)


def _chosen(code: Code, wanted: Code) -> Code:
    if wanted.literal == "" and code.literal is None:
        return blank(code)  # a blank list holds one thing: a blank
    if code.type == "choices":
        return _ticked(code, wanted)
    if code.type == "choice" and isinstance(wanted.literal, str):
        return one_of(code, [wanted.literal.strip()])
    if wanted.type == "number" and wanted.literal is not None:
        return _chosen(code, text_literal(wanted.text))
    if isinstance(code.literal, str) and isinstance(wanted.literal, str):
        return TRUE if wanted.literal in code.literal.split() else FALSE
    spaced = f"concat(' ', {as_text(code).text}, ' ')"
    return Code(f"contains({spaced}, concat(' ', {as_text(wanted).text}, ' '))", "bool", total=True)


def _ticked(code: Code, wanted: Code) -> Code:
    table = code.list.values if code.list else {}
    if isinstance(wanted.literal, str | int | float):
        value = table.get(str(wanted.literal).strip())
        return Code(f"{quoted(value)} in {code.text}", "bool", COMPARE) if value is not None else FALSE
    if wanted.type == "choice" and wanted.list and all(table.get(k, v) == v for k, v in wanted.list.values.items()):
        return or_both_blank(Code(f"{wanted.at(SUM)} in {code.text}", "bool", COMPARE), code, wanted)
    raise Untranslatable("selected() of several choices takes a fixed choice or the answer of one question")


def _count_selected(t: Translator, args: Arguments) -> Code:
    code = t.code(args[0])
    if code.type == "choices":
        return Code(f"known(count({code.text}), 0)", "number", total=True, whole=True, positive=True)
    if code.type == "choice" and (asked := answered(code)):
        return Code(f"1 if {asked.text} else 0", "number", IF, True, whole=True, positive=True)
    return _call("words", as_text(code), type="number", total=True, whole=True, positive=True)


def _selected_at(t: Translator, args: Arguments) -> Code:
    code, at = t.code(args[0]), t.code(args[1])
    if code.type == "choice" and at.literal is not None:
        return code if at.literal == 0 else text_literal("")
    if code.type == "choices":
        raise Untranslatable("selected-at() picks the n-th of several choices; they have no order here")
    number = as_number(at)
    place = f"{number.literal + 1}" if isinstance(number.literal, int) else f"{number.at(SUM)} + 1"
    return Code(f"known(word({as_text(code).text}, {place}), '')", "text", total=True, blankable=True)


def _choice_name(t: Translator, args: Arguments) -> Code:
    code = t.code(args[0])
    asked = (
        re.fullmatch(r"\s*\$\{\s*([^}\s]+)\s*\}\s*", args[1].value)
        if isinstance(args[1], Literal) and isinstance(args[1].value, str)
        else None
    )
    question = t.scope.ref(asked[1]) if asked else t.code(args[1])
    if code.type not in ("choice", "choices") or not code.name or code.name != question.name:
        raise Untranslatable("jr:choice-name() works for the answer of the question it names")
    t.scope.adapted.append("jr:choice-name(): texts show the choice in words; conditions see its value")
    return Code(f"known(text({code.text}), '')", "text", total=True, blankable=True, label=code.name)


# --- texts ------------------------------------------------------------------------------------------------------------


def _texts(t: Translator, args: Arguments) -> list[Code]:
    return [as_text(t.code(arg)) for arg in args]


def _concat(t: Translator, args: Arguments) -> Code:
    if len(args) == 1 and t.code(args[0]).over:
        return _joined(t, text_literal(""), args[0])
    parts = _texts(t, args)
    return parts[0] if len(parts) == 1 else _call("concat", *parts)


def _join(t: Translator, args: Arguments) -> Code:
    separator = as_text(t.code(args[0]))
    if len(args) == 2 and t.code(args[1]).over:
        return _joined(t, separator, args[1])
    parts = _texts(t, args[1:])
    spread = [part for each in parts for part in (separator, each)][1:]
    return _call("concat", *spread) if len(spread) > 1 else spread[0]


def _joined(t: Translator, separator: Code, node: Node) -> Code:
    if not isinstance(separator.literal, str):
        raise Untranslatable("join() takes a fixed separator")
    return t.through(node, "join", lambda inner: as_text(inner).text, separator.text, type="text", total=True)


def _length(t: Translator, args: Arguments) -> Code:
    (text,) = _texts(t, args or (Here(),))
    return _call("len", text, type="number", whole=True, positive=True)


def _of_texts(name: str, type: str) -> Writer:
    return lambda t, args: _call(name, *_texts(t, args), type=type)


def _substr(t: Translator, args: Arguments) -> Code:
    """ODK: from, to; counted from 0."""
    text, *bounds = as_text(t.code(args[0])), *(as_number(t.code(arg)) for arg in args[1:])
    if not all(bound.positive and bound.literal is not None for bound in bounds):
        raise Untranslatable("substr() takes fixed places that are not negative")
    return _call("substr", text, *bounds, total=True)


def _substring(t: Translator, args: Arguments) -> Code:
    """XPath: from (counted from 1), how many."""
    text, *given = as_text(t.code(args[0])), *(t.code(arg).literal for arg in args[1:])
    if not all(isinstance(number, int) and number >= 1 for number in given):
        raise Untranslatable("substring() takes fixed whole places from 1 on")
    first = int(str(given[0])) - 1
    last = f", {first + int(str(given[1]))}" if len(given) > 1 else ""
    return Code(f"substr({text.text}, {first}{last})", "text", total=True)


def _regex(t: Translator, args: Arguments) -> Code:
    text, pattern = as_text(t.code(args[0])), t.code(args[1])
    if args[0] == Here() and t.scope.it and t.scope.own and t.scope.own.type == "text":
        text = Code("it", "text")
    if not isinstance(pattern.literal, str):
        raise Untranslatable("regex() takes a fixed pattern")
    if re.search(r"\(\?(?:[=!]|<[=!])|\\[1-9]", pattern.literal):
        raise Untranslatable("a pattern that looks around or back cannot be checked in safe time")
    return Code(f"matches({text.text}, {quoted(whole(pattern.literal))})", "bool", total=text.total)


def whole(pattern: str) -> str:
    """ODK's patterns mean the whole text."""
    if pattern.startswith("^") and pattern.endswith("$") and "|" not in pattern and not pattern.endswith("\\$"):
        return pattern
    return f"^(?:{pattern})$"


# --- numbers ----------------------------------------------------------------------------------------------------------


def _number(t: Translator, args: Arguments) -> Code:
    return worked_out(as_number(t.code(args[0] if args else Here())))


def _of_number(name: str, **more: bool) -> Writer:
    def write(t: Translator, args: Arguments) -> Code:
        number = as_number(t.code(args[0]))
        kept = {"whole": number.whole, "positive": number.positive, **more}
        return (
            worked_out(number)
            if name in ("floor", "ceil") and number.whole
            else _call(name, number, type="number", **kept)
        )

    return write


def _round(t: Translator, args: Arguments) -> Code:
    """Halves go away from zero, as in ODK; with a second argument to that many places."""
    number = as_number(t.code(args[0]))
    places = t.code(args[1]).literal if len(args) > 1 else 0
    if not isinstance(places, int) or not 0 <= places <= 6:
        raise Untranslatable("round() takes a fixed number of places from 0 to 6")
    if number.whole:
        return worked_out(number)
    rounded = _halves_away(
        replace(number, text=f"{number.at(PRODUCT)} * {10**places}", level=PRODUCT) if places else number
    )
    if not places:
        return rounded
    return Code(f"{rounded.at(PRODUCT)} / {10**places}", "number", PRODUCT, rounded.total, positive=rounded.positive)


def _halves_away(number: Code) -> Code:
    up = f"floor({number.at(SUM)} + 0.5)"
    if number.positive:
        return Code(up, "number", total=number.total, whole=True, positive=True)
    text = f"{up} if {number.at(SUM)} >= 0 else ceil({number.at(SUM)} - 0.5)"
    return Code(text, "number", IF, number.total, whole=True)


def _power(t: Translator, args: Arguments) -> Code:
    base, power = as_number(t.code(args[0])), as_number(t.code(args[1]))
    return Code(f"{base.at(ATOM)} ** {power.at(ATOM)}", "number", SIGN)


def _root(t: Translator, args: Arguments) -> Code:
    return Code(f"{as_number(t.code(args[0])).at(ATOM)} ** 0.5", "number", SIGN, positive=True)


# --- repeats ----------------------------------------------------------------------------------------------------------


def _count(t: Translator, args: Arguments) -> Code:
    (node,) = args
    around = t.scope.repeats.get(node.name) if isinstance(node, Ref) else None
    if around:
        if t.scope.beyond(around.repeats):
            raise Untranslatable("a repeat inside a repeat is counted from outside")
        return Code(f"count({around.id})", "number", total=True, whole=True, positive=True)
    code = t.code(node)
    if not code.over:
        raise Untranslatable("count() takes a repeat or a question of one")
    if code.sometimes:
        raise Untranslatable("count() of a question that is not asked in every round")
    return Code(f"count({code.over[-1]})", "number", total=True, whole=True, positive=True)


def _count_filled(t: Translator, args: Arguments) -> Code:
    code = t.code(args[0])
    if len(code.over) != 1:
        raise Untranslatable("count-non-empty() takes a question of a repeat")
    inner = negated(blank(replace(code, over=(), name=code.text)))
    return Code(f"count({code.over[0]}, {inner.text})", "number", total=True, whole=True, positive=True)


def _sum(t: Translator, args: Arguments) -> Code:
    code = t.code(args[0])
    if not code.over:
        return worked_out(as_number(code))
    return t.through(args[0], "sum", _addend, type="number")


def _addend(inner: Code) -> str:
    """A question that was not asked adds nothing; one that is blank makes XPath's sum NaN, as unknown does here."""
    number = as_number(inner)
    return f"known({number.text}, 0)" if inner.sometimes and not number.total else number.text


def _extreme(name: str) -> Writer:
    def write(t: Translator, args: Arguments) -> Code:
        codes = [t.code(arg) for arg in args]
        if len(codes) == 1 and codes[0].over:
            return t.through(args[0], name, lambda inner: as_number(inner).text, type="number")
        numbers = [as_number(code) for code in codes]
        return worked_out(numbers[0]) if len(numbers) == 1 else _call(name, *numbers, type="number")

    return write


_FIRST = Code("1", "number", total=True, literal=1, whole=True, positive=True)


def _position(t: Translator, args: Arguments) -> Code:
    up = args[0] if args else None
    if not isinstance(up, Up):
        raise Untranslatable("position() takes '..': the round of the repeat around the question")
    if not t.scope.here:
        return _FIRST  # outside of repeats there is one of everything
    if up.levels != t.scope.groups + 1:
        if up.levels <= t.scope.groups:
            return _FIRST
        raise Untranslatable("position() of an outer repeat")
    return Code("index", "number", total=True, whole=True, positive=True)


def _indexed(t: Translator, args: Arguments) -> Code:
    node, pairs = args[0], args[1:]
    found = t.scope.known.get(node.name) if isinstance(node, Ref) else None
    rounds = [
        (t.scope.repeats.get(r.name) if isinstance(r, Ref) else None, n)
        for r, n in zip(pairs[::2], pairs[1::2], strict=True)
    ]
    if found is None or found.type == "none" or any(around is None for around, _ in rounds):
        why = f": ${{{node.name}}} {found.why}" if found and found.why and isinstance(node, Ref) else ""
        raise Untranslatable(f"indexed-repeat() takes a question, then its repeat and a number{why}")
    t.scope.read.add(found.id)
    code = replace(t.scope.code(found, ()), name="")
    named = [(around.id, as_number(t.code(n))) for around, n in rounds if around]
    if [id_ for id_, _ in named] != [*found.repeats][-len(named) :] or t.scope.beyond(found.repeats[: -len(named)]):
        raise Untranslatable("indexed-repeat() names other repeats than those around the question")
    for repeat, number in reversed(named):
        code = replace(code, text=f"at({repeat}, {number.text}, {code.text})", total=False, name="", level=ATOM)
    return code


# --- dates ------------------------------------------------------------------------------------------------------------


def _today(t: Translator, args: Arguments) -> Code:
    return Code("today", "date", total=True)


def _now(t: Translator, args: Arguments) -> Code:
    t.scope.adapted.append("now() is the day here, without the time of day")
    return Code("today", "date", total=True)


def _date(t: Translator, args: Arguments) -> Code:
    return as_date(t.code(args[0]))


_PARTS: Mapping[str, Callable[[str], str]] = {
    "Y": lambda day: f"text(year({day}))",
    "m": lambda day: f"{{:month({day})}}",
    "d": lambda day: f"{{:day({day})}}",
    "n": lambda day: f"text(month({day}))",
    "e": lambda day: f"text(day({day}))",
    "y": lambda day: f"substr(text(year({day})), 2)",
}


def _format_date(t: Translator, args: Arguments) -> Code:
    day, shape = as_date(t.code(args[0])), t.code(args[1])
    if not isinstance(shape.literal, str):
        raise Untranslatable("format-date() takes a fixed format")
    parts: list[str] = []
    for part in re.findall(r"%.|[^%]+", shape.literal, re.DOTALL):
        if not part.startswith("%"):
            parts.append(quoted(part))
        elif part[1] in _PARTS:
            parts.append(_two_digits(_PARTS[part[1]](day.text)))
        else:
            raise Untranslatable(f"format-date() with '{part}': dates have no time of day and no names of months here")
    text = parts[0] if len(parts) == 1 else f"concat({', '.join(parts)})"
    return Code(f"known({text}, '')", "text", total=True, blankable=True)


def _two_digits(part: str) -> str:
    found = re.fullmatch(r"\{:(.*)\}", part, re.DOTALL)
    if not found:
        return part
    return f"(concat('0', text({found[1]})) if {found[1]} < 10 else text({found[1]}))"


def _days(t: Translator, args: Arguments) -> Code:
    return as_number(as_date(t.code(args[0])))


# --- the table --------------------------------------------------------------------------------------------------------


def _fixed(code: Code) -> Writer:
    return lambda t, args: code


def _version(t: Translator, args: Arguments) -> Code:
    return text_literal(t.scope.version)


def _boolean_text(t: Translator, args: Arguments) -> Code:
    text = as_text(t.code(args[0]))
    return Code(f"{text.at(SUM)} in ('true', '1')", "bool", 4, True)


#: name -> fewest and most arguments, and what writes it.
FUNCTIONS: Mapping[str, tuple[int, int, Writer]] = {
    "true": (0, 0, _fixed(TRUE)),
    "false": (0, 0, _fixed(FALSE)),
    "not": (1, 1, lambda t, args: negated(as_bool(t.code(args[0])))),
    "boolean": (1, 1, lambda t, args: as_bool(t.code(args[0]))),
    "boolean-from-string": (1, 1, _boolean_text),
    "if": (3, 3, _if),
    "coalesce": (2, 2, _coalesce),
    "once": (1, 1, _once),
    "selected": (2, 2, _selected),
    "count-selected": (1, 1, _count_selected),
    "selected-at": (2, 2, _selected_at),
    "jr:choice-name": (2, 2, _choice_name),
    "string": (0, 1, lambda t, args: as_text(t.code(args[0] if args else Here()))),
    "concat": (1, 50, _concat),
    "join": (2, 50, _join),
    "string-length": (0, 1, _length),
    "starts-with": (2, 2, _of_texts("starts_with", "bool")),
    "ends-with": (2, 2, _of_texts("ends_with", "bool")),
    "contains": (2, 2, _of_texts("contains", "bool")),
    "upper-case": (1, 1, _of_texts("upper", "text")),
    "lower-case": (1, 1, _of_texts("lower", "text")),
    "substr": (2, 3, _substr),
    "substring": (2, 3, _substring),
    "regex": (2, 2, _regex),
    "number": (0, 1, _number),
    "int": (1, 1, lambda t, args: integer(t.code(args[0]))),
    "round": (1, 2, _round),
    "floor": (1, 1, _of_number("floor", whole=True)),
    "ceiling": (1, 1, _of_number("ceil", whole=True)),
    "abs": (1, 1, _of_number("abs", positive=True)),
    "pow": (2, 2, _power),
    "sqrt": (1, 1, _root),
    "min": (1, 50, _extreme("min")),
    "max": (1, 50, _extreme("max")),
    "sum": (1, 1, _sum),
    "count": (1, 1, _count),
    "count-non-empty": (1, 1, _count_filled),
    "position": (0, 1, _position),
    "indexed-repeat": (3, 7, _indexed),
    "today": (0, 0, _today),
    "now": (0, 0, _now),
    "date": (1, 1, _date),
    "date-time": (1, 1, _date),
    "format-date": (2, 2, _format_date),
    "format-date-time": (2, 2, _format_date),
    "decimal-date-time": (1, 1, _days),
    "decimal-date": (1, 1, _days),
    "version": (0, 0, _version),
}

#: Why some well-known functions stay out; all others are "not known here".
WHY: Mapping[str, str] = {
    "random": "nothing here is left to chance: the same answers always lead to the same questions",
    "randomize": "nothing here is left to chance: choices keep their order",
    "uuid": "nothing here is left to chance: the same answers always lead to the same questions",
    "pulldata": "tables beside the form are not read while a conversation runs: make it a choice list with columns",
    "instance": "tables beside the form are not read while a conversation runs",
    "current": "a path through the form: name the question as ${name}",
    "jr:itext": "a text in the language spoken is shown, never compared: jr:choice-name() shows the words of a choice",
    "decimal-time": "dates have no time of day here",
    "translate": "letters cannot be exchanged here",
    "normalize-space": "answers are kept as they were written; blanks around them are already cut off",
}
