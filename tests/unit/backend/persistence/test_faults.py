"""Every driver's way of saying a thing becomes the one way of ours."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import exc

from backend.persistence.faults import NotUnique, is_duplicate, surface, translated
from flows.errors import LotseError


def of_sqlite(code: int, text: str = "…") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    return error


class OfPostgres(Exception):
    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (of_sqlite(sqlite3.SQLITE_FULL), "storage.full"),
        (of_sqlite(sqlite3.SQLITE_BUSY), "storage.unavailable"),
        (of_sqlite(sqlite3.SQLITE_IOERR_FSYNC), "storage.unavailable"),
        (of_sqlite(sqlite3.SQLITE_READONLY), "storage.unavailable"),
        (of_sqlite(sqlite3.SQLITE_CORRUPT), "storage.unavailable"),
        (of_sqlite(sqlite3.SQLITE_ERROR, "no such table: turns"), "storage.not_migrated"),
        (OfPostgres("53100"), "storage.full"),
        (OfPostgres("53300"), "storage.unavailable"),
        (OfPostgres("40P01"), "storage.unavailable"),
        (OfPostgres("55P03"), "storage.unavailable"),
        (OfPostgres("57P01"), "storage.unavailable"),
        (OfPostgres("42P01"), "storage.not_migrated"),
        (exc.TimeoutError(), "storage.unavailable"),
        (ConnectionRefusedError(), "storage.unavailable"),
        (TimeoutError(), "storage.unavailable"),
    ],
)
def test_a_fault_of_the_storage_has_a_code(error: Exception, code: str) -> None:
    """faults: A6; wrapped by SQLAlchemy or not"""
    for one in (error, exc.DBAPIError("SELECT …", {}, error)):
        shown = translated(one)
        assert isinstance(shown, LotseError)
        assert shown.code == code


def test_a_taken_key_is_known_from_either_driver() -> None:
    for error in (of_sqlite(sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY), OfPostgres("23505")):
        assert is_duplicate(error)
        assert isinstance(translated(error), NotUnique)


def test_any_other_error_stays_itself() -> None:
    for error in (ValueError("x"), LotseError("desk.conflict"), of_sqlite(sqlite3.SQLITE_ERROR, "syntax error")):
        assert translated(error) is error


def test_the_cause_is_kept_and_its_text_is_not_shown() -> None:
    error = of_sqlite(sqlite3.SQLITE_FULL, "INSERT … 'Amira'")
    with pytest.raises(LotseError) as caught:
        surface(error)
    assert caught.value.__cause__ is error
    assert "Amira" not in str(caught.value.detail)


def test_real_codes_of_the_driver_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "not a database"
    path.write_bytes(b"x" * 4096)
    with pytest.raises(sqlite3.DatabaseError) as caught:
        sqlite3.connect(path).execute("SELECT * FROM turns")
    shown = translated(caught.value)
    assert isinstance(shown, LotseError)
    assert shown.code == "storage.unavailable"
