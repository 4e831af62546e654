"""Which revision of a flow a conversation is on, and how it speaks: looked up in memory, read once per process.

A published revision never changes, so it may be kept for as long as there is room. Which one is the head does change,
in another process too: every turn's select brings one number along that differs after each publishing.

A variant is spoken under the revision it came with and its own key: `0123456789abcdef+luenen`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from backend.content.packages import read_zip
from backend.persistence import editions as store
from backend.persistence import media as pictures
from backend.persistence.database import Connection, Database
from flows.engine.lookup import Lookup
from flows.errors import LotseError
from flows.media import About
from flows.model import Flow
from flows.package import Package, load_package
from flows.packaging.files import part_of

#: Revisions kept in memory: a megabyte each, and few are spoken at the same time.
MOST = 24
_NEVER = object()


#: Between a revision and the key of a variant in it.
VARIANT = "+"


def variant_in(revision: str) -> str | None:
    """The key of the variant a conversation is asked."""
    return revision.partition(VARIANT)[2] or None


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """One revision, ready to be spoken: the flow and its own words. `variants`: as municipalities ask it, by key; those
    of an edition that is one itself are the same, so that a conversation gets from each to each.

    `homes`: steps that ask where somebody lives. `asked_in`: the variant of each AGS that was looked for. `known`: what
    `of` gave before, the same for all variants of a revision.
    """

    flow: Flow
    lookup: Lookup
    variants: Mapping[str, Flow] = field(default_factory=dict)
    base: Flow | None = None  # of a variant: the flow everybody else is asked
    homes: tuple[str, ...] = ()
    asked_in: dict[str, str | None] = field(default_factory=dict)
    known: dict[str | None, Edition] = field(default_factory=dict)

    @property
    def revision(self) -> str:
        return self.flow.revision

    @property
    def variant(self) -> str | None:
        """The key of the variant it is."""
        return variant_in(self.revision)

    def of(self, variant: str | None) -> Edition:
        """The same revision as this variant of it; as everybody is asked it where it has no such variant."""
        if (found := self.known.get(variant)) is not None:
            return found
        wanted = self.variants.get(variant or "")
        key = variant if wanted else None
        return self.known.get(key) or self.known.setdefault(key, self if key == self.variant else self._as(wanted))

    def _as(self, wanted: Flow | None) -> Edition:
        base = self.base or self.flow
        return replace(self, flow=base, base=None) if wanted is None else replace(self, flow=wanted, base=base)


def edition_of(package: Package, revision: str, lookup: Lookup) -> Edition:
    """A package as `revision`, with all its variants."""
    variants = {
        key: replace(variant.flow, revision=f"{revision}{VARIANT}{key}") for key, variant in package.variants.items()
    }
    return Edition(replace(package.flow, revision=revision), lookup, variants, homes=_homes(package))


def _homes(package: Package) -> tuple[str, ...]:
    """Where a child goes to school is nobody's home, so places asked for every entry of a repeat do not count."""
    steps = (step for flow in package.spoken() for step in flow.steps.values())
    return tuple(dict.fromkeys(step.id for step in steps if step.kind == "place" and not step.repeats))


class Editions:
    """Safe to use from several threads: what is shared is replaced, never changed half-way."""

    def __init__(self, db: Database, common: Lookup, most: int = MOST) -> None:
        self._db, self._common, self._most = db, common, most
        self._known: dict[tuple[str, str], Edition] = {}
        self._heads: tuple[object, dict[str, store.Head]] = (_NEVER, {})

    def add_shipped(self, package: Package) -> Edition:
        """A flow of the product at hand speaks with the product's words, being theirs."""
        return self._keep(edition_of(package, package.revision, replace(self._common, media=media_of(package))))

    def opened(self, files: Mapping[str, bytes], revision: str, media: Mapping[str, About] | None = None) -> Edition:
        """The edition in the files of a revision. The one place where a stored flow is built. `media`: what is known
        of pictures that are not among the files. Raises FlowError.
        """
        package = load_package(files, self._common.texts)
        known = media_of(package) if media is None else media
        return edition_of(package, revision, replace(self._common, texts=package.texts, media=known))

    def _keep(self, edition: Edition) -> Edition:
        while len(self._known) >= self._most:
            self._known.pop(next(iter(self._known)), None)
        return self._known.setdefault((edition.flow.id, edition.revision), edition)

    def get(self, conn: Connection, flow: str, revision: str) -> Edition | None:
        """A revision by its content hash, or a variant of it; None for one that was never published here."""
        revision, _, variant = revision.partition(VARIANT)
        found = self._known.get((flow, revision))
        if found is None and (packed := store.files(conn, flow, revision)) is not None:
            files = {path: content for path, content in read_zip(packed).items() if part_of(path) != "media"}
            found = self._keep(self.opened(files, revision, pictures.of(conn, flow, revision)))
        return found and found.of(variant)

    def current(self, conn: Connection, flow: str, changed: int | object | None = _NEVER) -> Edition:
        """The head. `changed`: as the turn's select brought it; asked for when not given. Raises LotseError
        flow.unknown.
        """
        changed = store.changed(conn) if changed is _NEVER else changed
        if self._heads[0] != changed:
            self._heads = (changed, store.heads(conn))
        head = self._heads[1].get(flow)
        found = None if head is None else self.get(conn, flow, head.revision)
        if found is None:
            raise LotseError("flow.unknown", flow=flow[:40])
        return found

    async def media(self, key: str) -> tuple[str, bytes]:
        """Type and bytes of a picture or recording of any revision, by hash. Raises LotseError media.unknown."""
        found = await self._db.read(lambda conn: pictures.content(conn, key))
        if found is None:
            raise LotseError("media.unknown")
        return found

    async def fetch(self, flow: str, revision: str) -> Edition | None:
        """`get`, or the head where that revision is not known; None where there is no such flow. Outside a turn."""
        base, _, variant = revision.partition(VARIANT)
        if (found := self._known.get((flow, base))) is not None:
            return found.of(variant)
        return await self._db.read(lambda conn: self._nearest(conn, flow, revision))

    def _nearest(self, conn: Connection, flow: str, revision: str) -> Edition | None:
        try:
            return self.get(conn, flow, revision) or self.current(conn, flow)
        except LotseError:
            return None


def media_of(package: Package) -> dict[str, About]:
    return {name: found.about for name, found in package.media.items()}


class OnlyEdition(Editions):
    """One package and nothing else, whatever is asked for: for trying a flow before it is published. One that is taken
    as one of its variants stays that; any other follows the place somebody lives in, as it will.
    """

    def __init__(self, db: Database, common: Lookup, package: Package) -> None:
        super().__init__(db, common)
        lookup = replace(common, texts=package.texts, media=media_of(package))
        chosen = package if package.variant is None else replace(package, variants={})
        self._only = edition_of(chosen, package.revision, lookup)
        self._media = {found.about.hash: (found.about.type, found.content) for found in package.media.values()}

    def get(self, conn: Connection, flow: str, revision: str) -> Edition | None:
        return self._only.of(variant_in(revision))

    def current(self, conn: Connection, flow: str, changed: int | object | None = _NEVER) -> Edition:
        return self._only

    async def media(self, key: str) -> tuple[str, bytes]:
        if key not in self._media:
            raise LotseError("media.unknown")
        return self._media[key]
