"""Every name of the form: its id here, its type, its choice list; worked out before any cell is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from flows.loading import fields
from flows.xlsform import names, ours_rows
from flows.xlsform.code import ChoiceList, Code, Untranslatable, as_text, sure, text_literal
from flows.xlsform.form import Form, Item, Row
from flows.xlsform.kinds import MEANINGS, Meaning
from flows.xlsform.report import Report
from flows.xlsform.scales import scale_of
from flows.xlsform.scope import Around, Attribute, Known, Scope
from flows.xlsform.translate import translate

OTHER_MAX = 18  # so that `<id>_other` is an id as well
UNKNOWN = Meaning("text", "text", "this question type is not known here; it is asked as a text")


@dataclass(slots=True)
class Computed:
    """A calculation as it will be written. `reads`: ids it needs."""

    item: Item
    id: str
    code: Code
    reads: set[str]
    remarks: list[str] = field(default_factory=list)


class Symbols(Mapping[str, Known]):
    """Name in the form -> what it is here. Calculations are translated when they are first asked for."""

    def __init__(self, form: Form, lists: Mapping[str, ChoiceList], report: Report) -> None:
        self.form = form
        self.lists = lists
        self.report = report
        self.above: dict[int, tuple[Item, ...]] = {}
        self.order: dict[int, int] = {}
        self.by_name: dict[str, Item] = {}
        self.computed: dict[int, Computed] = {}
        self.open: list[str] = []
        self.found: dict[str, Known] = {}
        for item, above in form.root.walk():
            self.above[id(item)] = above
            self.order[id(item)] = len(self.order)
            self.by_name.setdefault(item.name, item)
        self.ids = self._ids()
        self.repeats = {
            item.name: Around(self.id_of(item), self.repeats_of(item)) for item in self.by_name.values() if item.repeats
        }

    # --- names --------------------------------------------------------------------------------------------------------

    def _ids(self) -> dict[str, str]:
        others = [self.key(item) for item, _ in self.form.root.walk() if item.type.other]
        short = names.ids(others, OTHER_MAX)
        taken = {*short.values(), *(f"{name}_other" for name in short.values())}
        wanted = [self.key(item) for item, _ in self.form.root.walk()]
        wanted += [f"{self.key(item)}_shown" for item, _ in self.form.root.walk() if shown(item)]
        own = {self.key(item): ours_rows.id_of(item) for item, _ in self.form.root.walk() if ours_rows.kind_of(item)}
        taken |= set(own.values())
        found = names.ids([key for key in wanted if key not in short and key not in own], taken=taken)
        return {**found, **short, **own}

    def key(self, item: Item) -> str:
        """The name, or with the row for a second one of the same name, or for rows without a name."""
        first = self.by_name.get(item.name)
        return item.name if item.name and first is item else f"{item.name or item.type.base}_{item.row.number}"

    def id_of(self, item: Item) -> str:
        return self.ids[self.key(item)]

    def shown_id(self, item: Item) -> str:
        return self.ids[f"{self.key(item)}_shown"]

    def repeats_of(self, item: Item) -> tuple[str, ...]:
        return tuple(self.id_of(outer) for outer in self.above[id(item)] if outer.repeats)

    def groups_of(self, item: Item) -> tuple[Item, ...]:
        """The groups between an item and its innermost repeat."""
        above = self.above[id(item)]
        last = max((at for at, outer in enumerate(above) if outer.repeats), default=-1)
        return above[last + 1 :]

    # --- what a name means --------------------------------------------------------------------------------------------

    def __getitem__(self, name: str) -> Known:
        if name not in self.found:
            self.found[name] = self._known(name)
        return self.found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_name)

    def __len__(self) -> int:
        return len(self.by_name)

    def _known(self, name: str) -> Known:
        item = self.by_name.get(name)
        if item is None:
            return self._other_text(name)
        if item.encloses:
            raise KeyError(name)
        if ours_rows.kind_of(item):
            return self._ours(item)
        if is_computed(item):
            return self._computed(item)
        meaning = meaning_of(item)
        known = Known(
            self.id_of(item), meaning.type, self.repeats_of(item), self.list_of(item), meaning.whole,
            sometimes=self.hides(item),
            order=self.order[id(item)],
        )  # fmt: skip
        if meaning.type == "none" or item.row.get("appearance") == "label":
            return replace(known, type="none", why="is a note and has no answer")
        return replace(known, whole=not _fractions(item)) if item.type.base == "range" else known

    def _ours(self, item: Item) -> Known:
        type_ = ours_rows.type_of(item)
        list_ = ours_rows.YES_NO if type_ == "bool" else self.list_of(item)
        why = "is a place, which XPath cannot compare" if type_ == "none" else ""
        return Known(self.id_of(item), type_, self.repeats_of(item), list_, item.type.base == "integer", why=why,
                     order=self.order[id(item)])  # fmt: skip

    def _other_text(self, name: str) -> Known:
        """`or_other` makes a text question `<name>_other`, which conditions may read."""
        item = self.by_name.get(name.removesuffix("_other"))
        if item is None or not item.type.other or name == item.name:
            raise KeyError(name)
        return Known(f"{self.id_of(item)}_other", "text", self.repeats_of(item), order=self.order[id(item)])

    def list_of(self, item: Item) -> ChoiceList | None:
        if item.type.base == "acknowledge":
            return ChoiceList("", {"OK": "ok"})
        return self.lists.get(list_key(item)) if item.type.list else None

    # --- calculations -------------------------------------------------------------------------------------------------

    def _computed(self, item: Item) -> Known:
        if item.name in self.open:
            raise Untranslatable(f"'${{{item.name}}}' is worked out from itself: {' → '.join([*self.open, item.name])}")
        self.open.append(item.name)
        try:
            code, scope = self._value(item)
        finally:
            self.open.pop()
        made = Computed(item, self.id_of(item), code, scope.read, scope.adapted)
        self.computed[id(item)] = made
        return Known(
            made.id, code.type, self.repeats_of(item), code.list, code.whole, code.type in ("text", "bool"),
            bool(item.row.get("relevant")), code.label, order=self.order[id(item)],
        )  # fmt: skip

    def _value(self, item: Item) -> tuple[Code, Scope]:
        scope = self.scope(item)
        cell = item.row.cells.get("calculation")
        try:
            if cell is None:
                return self._constant(item), scope
            code = translate(cell.text, scope)
            if code.type == "bool":
                code = sure(code)
            if code.type == "choice" and self.hides(item) and not self.falls_silent(item, scope.read):
                code = _by_name(code)
            return (as_text(code) if code.type == "text" else code), scope
        except Untranslatable as why:
            place = cell.place if cell else item.row.place
            self.report.add("refused", place, "calculation", f"'${{{item.name}}}' stays blank: {why}")
            scope.adapted[:] = [f"refused, stays blank: {why}"]
            return text_literal(""), replace(scope, read=set())

    def hides(self, item: Item) -> bool:
        """Whether it has a condition, or a group around it has one."""
        return any(each.row.get("relevant") for each in (*self.groups_of(item), item))

    def falls_silent(self, item: Item, reads: set[str]) -> bool:
        """Whether everything a calculation reads is hidden together with it."""
        outer = [group for group in self.groups_of(item) if group.row.get("relevant")]
        inside = {self.id_of(each) for group in outer[:1] for each, _ in group.walk() if not each.encloses}
        return not item.row.get("relevant") and bool(reads) and reads <= inside

    def _constant(self, item: Item) -> Code:
        meaning = meaning_of(item)
        if meaning.value:
            return Code(meaning.value, meaning.type, total=True)
        return text_literal(item.row.get("default"))

    def scope(self, item: Item, **more: object) -> Scope:
        """What a cell of this item may read."""
        made = Scope(self, self.repeats, here=self.repeats_of(item), groups=len(self.groups_of(item)),
                     version=self.form.settings.get("version", ""))  # fmt: skip
        return replace(made, adapted=[], read=set(), **more)  # type: ignore[arg-type]

    def all_computed(self) -> list[Computed]:
        """Every calculation of the form, translated, in its order."""
        items = [item for item, _ in self.form.root.walk() if is_computed(item) and not ours_rows.kind_of(item)]
        for item in items:
            if id(item) not in self.computed:
                self._translate(item)
        return [self.computed[id(item)] for item in items]

    def _translate(self, item: Item) -> None:
        if self.by_name.get(item.name) is item:
            self.get(item.name)
        else:
            code, scope = self._value(item)
            self.computed[id(item)] = Computed(item, self.id_of(item), code, scope.read, scope.adapted)


def _by_name(code: Code) -> Code:
    """A choice as the name it has in the form: a text can be blank where its condition is false, a choice cannot."""
    try:
        return replace(as_text(code), label=code.name)
    except Untranslatable:
        return code


def meaning_of(item: Item) -> Meaning:
    return MEANINGS.get(item.type.base, UNKNOWN)


def is_computed(item: Item) -> bool:
    """A value nobody is asked for: calculations, metadata, and questions that show what was worked out."""
    if item.encloses:
        return False
    if meaning_of(item).kind == "computed":
        return True
    return meaning_of(item).type != "none" and bool(item.row.get("calculation")) and not item.row.get("trigger")


def shown(item: Item) -> bool:
    """A calculation with a label: people see it."""
    return is_computed(item) and meaning_of(item).kind != "computed" and "label" in item.row.texts


def list_key(item: Item) -> str:
    return f"{item.type.source}:{item.type.list}" if item.type.source else item.type.list


def _fractions(item: Item) -> bool:
    return scale_of(item.row.get("parameters")).fractions


# --- choice lists -----------------------------------------------------------------------------------------------------


def attributes_of(
    rows: list[Row], filters: Mapping[str, set[str]], lists: Mapping[str, ChoiceList]
) -> dict[str, Attribute]:
    """The columns of a list beside its names and labels. `filters`: column -> what conditions compare it with."""
    columns = list(dict.fromkeys(key for row in rows for key in row.cells if key not in ("list_name", "name")))
    made = names.ids([*columns, "name"], taken=(*fields.CHOICE, "media"))
    return {column: _attribute(column, made[column], rows, filters.get(column, set()), lists) for column in made}


def _attribute(column: str, made: str, rows: list[Row], used: set[str], lists: Mapping[str, ChoiceList]) -> Attribute:
    partners = [lists[name.removeprefix("list ")] for name in used if name.startswith("list ")]
    if partners and not any(kind in used for kind in ("number", "text")):
        together = {name: value for each in partners for name, value in each.values.items()}
        return Attribute(made, "choice", ChoiceList(f"{column} column", together))
    cells = [row.get(column) for row in rows if row.get(column)]
    if "number" in used and all(_is_number(cell) for cell in cells):
        return Attribute(made, "number")
    return Attribute(made, "text")


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).removeprefix("-").isdigit() and text.isascii()
