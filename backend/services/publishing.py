"""Publishing: a checked flow becomes a numbered revision for good, and the one running conversations move to.

One transaction each: a kill leaves either everything (revision, head, the line in the history) or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version

from backend.content.packages import read_zip, zipped
from backend.domain.times import to_ms
from backend.persistence import editions as store
from backend.persistence import media as pictures
from backend.persistence.database import Connection, Database
from backend.persistence.locks import Lock, one_at_a_time
from backend.services.editions import Editions
from backend.services.shipped import shipped, shipped_files
from flows.errors import LotseError
from flows.library import builtin_ids
from flows.package import Media, Package, load_package
from flows.packaging.files import part_of
from flows.packaging.media import FOLDER
from flows.problems import FlowError
from locales.texts import Texts

PRODUCT = "KIM-Lotse"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What of a package is stored: a zip of everything but its `media`, which are kept once for all revisions."""

    packed: bytes
    media: Mapping[str, Media]

    def stored(self, conn: Connection) -> dict[str, str]:
        """Name -> hash of the media, which are in the database now. For whoever publishes."""
        one_at_a_time(conn, Lock.PUBLISHING)
        pictures.keep(conn, ((found.about, found.content) for found in self.media.values()))
        return {name: found.about.hash for name, found in self.media.items()}


def _parcel(files: Mapping[str, bytes], media: Mapping[str, Media]) -> Parcel:
    return Parcel(zipped({path: content for path, content in files.items() if part_of(path) != "media"}), media)


@cache
def shipped_parcel(flow_id: str, texts: Texts) -> Parcel:
    """The same for every database."""
    return _parcel(shipped_files(flow_id, texts), shipped(flow_id, texts).media)


async def publish_shipped(db: Database, editions: Editions, texts: Texts, now: datetime) -> list[store.Revision]:
    """Publishes the flows of this version of the product that the database does not know; those it did publish.

    A shipped flow becomes the head unless a coordinator's is: theirs is not taken from under them. Safe to call in
    several processes at once.
    """
    packages = [shipped(flow_id, texts) for flow_id in builtin_ids()]
    for package in packages:
        editions.add_shipped(package)
    if not await db.read(lambda conn: _unknown(conn, packages)):
        return []
    parcels = {found.flow.id: shipped_parcel(found.flow.id, texts) for found in packages}

    def run(conn: Connection) -> list[store.Revision]:
        one_at_a_time(conn, Lock.PUBLISHING)
        return [_ship(conn, found, parcels[found.flow.id], now) for found in _unknown(conn, packages)]

    return await db.write(run)


def _unknown(conn: Connection, packages: list[Package]) -> list[Package]:
    return [found for found in packages if not store.is_known(conn, found.flow.id, found.revision)]


def _ship(conn: Connection, package: Package, parcel: Parcel, now: datetime) -> store.Revision:
    flow = package.flow.id
    head = store.heads(conn).get(flow)
    author = f"{PRODUCT} {version('kim-lotse')}"
    made = _numbered(conn, flow, package.revision, author, "", now, shipped=True)
    names = parcel.stored(conn)
    store.publish(conn, made, parcel.packed, names, "shipped", head=head is None or head.shipped)
    return made


def _numbered(
    conn: Connection, flow: str, revision: str, author: str, note: str, now: datetime, *, shipped: bool = False
) -> store.Revision:
    return store.Revision(flow, store.next_number(conn, flow), revision, author, note, shipped, to_ms(now))


async def publish(
    db: Database,
    files: Mapping[str, bytes],
    *,
    author: str,
    note: str,
    now: datetime,
    replaces: int | None = None,
) -> store.Revision:
    """A new revision from the files of a package, and the head from now on. Running conversations move at their next
    turn. Checks what loading checks; lint is the caller's.

    `replaces`: number of the head the files were made from; None where they replace nobody's, that is none or a shipped
    one. Raises FlowError, LotseError flow.unchanged, desk.conflict where another one is the head.
    """
    package = load_package(files)
    if lost := package.lost_problems():  # nobody is to read "look at the picture" beside none
        raise FlowError(lost)
    flow, revision, parcel = package.flow.id, package.revision, _parcel(files, package.media)

    def run(conn: Connection) -> store.Revision:
        _replacing(conn, flow, revision, replaces)
        return _publish(conn, flow, revision, parcel.packed, parcel.stored(conn), author, note, now)

    return await db.write(run)


def _replacing(conn: Connection, flow: str, revision: str, replaces: int | None) -> None:
    """For as long as the transaction lasts the head is the one that `replaces` names, see `publish`.

    Raises LotseError flow.unchanged where it is `revision` itself, desk.conflict where it is another.
    """
    one_at_a_time(conn, Lock.PUBLISHING)
    head = store.heads(conn).get(flow)
    if head is None:
        return
    if head.revision == revision:
        raise LotseError("flow.unchanged", flow=flow, number=head.number)
    if head.number != replaces and (replaces is not None or not head.shipped):
        raise LotseError("desk.conflict", flow=flow, head=head.number, say=f"--replaces {head.number}")


def _publish(
    conn: Connection,
    flow: str,
    revision: str,
    packed: bytes,
    media: Mapping[str, str],
    author: str,
    note: str,
    now: datetime,
    of: int | None = None,
) -> store.Revision:
    made = _numbered(conn, flow, revision, author, note, now)
    if of is None:
        store.publish(conn, made, packed, media, "published", head=True)
    else:
        store.publish(conn, made, packed, media, "rolled_back", head=True, to=of)
    return made


async def head_files(db: Database, flow: str) -> dict[str, bytes]:
    """The files of a flow's head; none where it was never published."""
    head = (await db.read(store.heads)).get(flow)
    return {} if head is None else await files_of(db, flow, head.number)


async def files_of(db: Database, flow: str, number: int) -> dict[str, bytes]:
    """The files of a revision. Raises LotseError flow.no_revision."""
    found = await db.read(lambda conn: (store.numbered(conn, flow, number), pictures.contents(conn, flow, number)))
    if found[0] is None:
        raise LotseError("flow.no_revision", flow=flow[:40], number=number)
    media = {f"{FOLDER}{name}": content for name, content in found[1].items()}
    return {**read_zip(found[0][1]), **media}


async def roll_back(
    db: Database, flow: str, number: int, *, author: str, note: str, now: datetime, replaces: int | None = None
) -> store.Revision:
    """Publishes the content of an earlier revision as a new one. `replaces`: number of the head that is taken back;
    None for a shipped one. Raises LotseError flow.no_revision, flow.unchanged, desk.conflict where another is the head.
    """

    def run(conn: Connection) -> store.Revision:
        found = store.numbered(conn, flow, number)
        if found is None:
            raise LotseError("flow.no_revision", flow=flow[:40], number=number)
        _replacing(conn, flow, found[0].revision, replaces)
        names = pictures.linked(conn, flow, number)
        return _publish(conn, flow, found[0].revision, found[1], names, author, note, now, of=number)

    return await db.write(run)
