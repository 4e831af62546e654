"""The tables come from the migrations, whole or not at all, and nothing runs on others."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from backend.content.packages import read_zip, zipped
from backend.persistence import media as pictures
from backend.persistence import migrating, steps
from backend.persistence.database import Connection, Database, open_database
from backend.persistence.tables import flow_revisions, media, metadata
from flows.errors import LotseError
from tests.support.pictures import png


def shape(conn: Connection) -> dict[str, Any]:
    """Every table with its columns, keys, indexes and storage, as the database itself tells."""
    found = sa.inspect(conn)
    stored = storage(conn)
    return {
        name: (
            [(one["name"], str(one["type"]), one["nullable"]) for one in found.get_columns(name)],
            found.get_pk_constraint(name),
            sorted(map(repr, found.get_foreign_keys(name))),
            sorted(map(repr, found.get_unique_constraints(name))),
            sorted(map(repr, found.get_indexes(name))),
            stored.get(name),
        )
        for name in sorted(found.get_table_names())
        if name != "alembic_version"
    }


def storage(conn: Connection) -> dict[str, Any]:
    """What PostgreSQL was told about tables beside their columns: `alembic check` does not look at it."""
    if conn.dialect.name != "postgresql":
        return {}
    told = conn.exec_driver_sql("SELECT relname, reloptions FROM pg_class WHERE reloptions IS NOT NULL")
    return {row.relname: row.reloptions for row in told}


def test_migrated_tables_are_those_of_the_code(database_url: str) -> None:
    """What `alembic check` asks."""
    assert migrating.difference(database_url) == []


def test_a_difference_is_found(database_url: str) -> None:
    """The check above can fail."""
    migrating.with_connection(database_url, lambda conn: conn.exec_driver_sql("DROP TABLE parked") and None)
    assert any("parked" in entry for entry in migrating.difference(database_url))


def test_tables_from_scratch_equal_tables_by_steps(empty_database_url: str) -> None:
    def scratch(conn: Connection) -> dict[str, Any]:
        metadata.create_all(conn)
        made = shape(conn)
        metadata.drop_all(conn)
        return made

    made = migrating.with_connection(empty_database_url, scratch)
    assert set(made) == set(metadata.tables)
    migrating.migrate(empty_database_url)
    assert migrating.with_connection(empty_database_url, shape) == made


def test_steps_one_by_one_give_the_same_as_all_at_once_and_can_be_taken_back(empty_database_url: str) -> None:
    every = [one.revision for one in ScriptDirectory.from_config(migrating.alembic_config()).walk_revisions()][::-1]
    assert every
    for step in every:
        migrating.migrate(empty_database_url, step)
    assert migrating.difference(empty_database_url) == []

    def back(conn: Connection) -> list[str]:
        config = migrating.alembic_config()
        config.attributes["connection"] = conn
        command.downgrade(config, "base")
        return sorted(shape(conn))

    assert migrating.with_connection(empty_database_url, back) == []
    assert migrating.migrate(empty_database_url) is None
    assert migrating.difference(empty_database_url) == []


def test_migrating_again_changes_nothing(database_url: str) -> None:
    before = migrating.with_connection(database_url, shape)
    assert migrating.migrate(database_url) == steps.head()
    assert migrating.with_connection(database_url, shape) == before


def test_pictures_in_zips_of_old_revisions_are_taken_out_and_put_back(empty_database_url: str) -> None:
    """The same picture in two revisions is stored once; what could not be shown stays where it is."""
    migrating.migrate(empty_database_url, "0002")
    shown, other = png(), png(9, 9)
    zips = [
        zipped({"flow.yaml": b"1", "media/a.png": shown, "media/b.png": b"no picture"}),
        zipped({"flow.yaml": b"2", "media/a.png": shown, "media/c.png": other}),
        zipped({"flow.yaml": b"3"}),
    ]

    def fill(conn: Connection) -> None:
        for number, files in enumerate(zips, 1):
            values = {"flow": "f", "number": number, "revision": str(number), "files": files}
            conn.execute(sa.insert(flow_revisions).values(author="k", note="", shipped=False, published_at=1, **values))

    def packed(conn: Connection) -> list[dict[str, bytes]]:
        rows = conn.execute(sa.select(flow_revisions.c.files).order_by(flow_revisions.c.number))
        return [read_zip(bytes(row.files)) for row in rows]

    migrating.with_connection(empty_database_url, fill)
    before = migrating.with_connection(empty_database_url, packed)
    migrating.migrate(empty_database_url)
    assert migrating.with_connection(empty_database_url, packed) == [
        {"flow.yaml": b"1", "media/b.png": b"no picture"},
        {"flow.yaml": b"2"},
        {"flow.yaml": b"3"},
    ]

    def read(conn: Connection) -> list[dict[str, bytes]]:
        assert pictures.of(conn, "f", "2")["c.png"].width == 9
        assert conn.execute(sa.select(sa.func.count()).select_from(media)).scalar() == 2
        return [pictures.contents(conn, "f", number) for number in (1, 2, 3)]

    contents = migrating.with_connection(empty_database_url, read)
    assert contents == [{"a.png": shown}, {"a.png": shown, "c.png": other}, {}]

    def back(conn: Connection) -> None:
        config = migrating.alembic_config()
        config.attributes["connection"] = conn
        command.downgrade(config, "0002")

    migrating.with_connection(empty_database_url, back)
    assert migrating.with_connection(empty_database_url, packed) == before


async def test_many_at_once_migrate_once(empty_database_url: str) -> None:
    """Several containers start together."""
    jobs = (asyncio.to_thread(migrating.migrate, empty_database_url) for _ in range(4))
    assert sorted(map(str, await asyncio.gather(*jobs))) == sorted(["None", *[steps.head()] * 3])


def test_a_step_that_fails_leaves_the_tables_as_they_were(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also on SQLite, whose drivers usually commit each CREATE TABLE on its own."""
    made: list[str] = []

    def failing(conn: Connection, target: str) -> None:
        real(conn, target)
        made.extend(shape(conn))
        raise OSError("power")

    real = migrating._upgrade
    with monkeypatch.context() as broken:
        broken.setattr(migrating, "_upgrade", failing)
        with pytest.raises(LotseError):
            migrating.migrate(empty_database_url)
    assert made
    assert migrating.with_connection(empty_database_url, shape) == {}


def untouched(url: str) -> bool:
    if url.startswith("sqlite"):
        return not Path(url.removeprefix("sqlite:///")).exists()
    return migrating.with_connection(url, shape) == {}


async def test_a_database_nobody_migrated_is_refused_and_not_touched(empty_database_url: str) -> None:
    db = open_database(empty_database_url)
    await refused(db)
    await db.close()
    assert await asyncio.to_thread(untouched, empty_database_url)


async def test_a_database_of_another_version_is_refused(database: Database) -> None:
    """An older program on a newer database, too."""
    await migrated(database)
    await database.write(lambda conn: conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'") and None)
    await refused(database)


async def test_a_file_that_is_no_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"\xff\xd8 not ours" * 100)
    before = path.read_bytes()
    db = open_database(f"sqlite:///{path}")
    with pytest.raises(LotseError) as caught:
        await steps.require_migrated(db)
    assert caught.value.code == "storage.unavailable"
    await db.close()
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["photo.jpg"]


def test_a_new_file_is_its_owners_alone_and_uses_wal(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lotse.db"
    migrating.migrate(f"sqlite:///{path}")
    assert path.stat().st_mode & 0o777 == 0o600
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def refused(db: Database) -> None:
    with pytest.raises(LotseError) as caught:
        await steps.require_migrated(db)
    assert caught.value.code == "storage.not_migrated"


async def migrated(db: Database) -> None:
    await steps.require_migrated(db)
    assert await db.read(steps.is_migrated)
