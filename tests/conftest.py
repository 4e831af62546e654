"""Databases for tests: every test that asks for `database_url` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from collections.abc import AsyncIterator, Generator, Iterator
from functools import cache
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from hypothesis import settings

from backend.bench.cluster import INSTALL, Cluster, binaries
from backend.persistence.database import Database, open_database
from backend.persistence.migrating import migrate

#: How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("lotse", deadline=None)
settings.load_profile("lotse")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-conversations", action="store_true", help="write the golden conversations anew")


def pytest_configure() -> None:
    """A shell lets what it starts in the background ignore Ctrl+C, and so would every command a test starts."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected stays: the garbage collector need not look at it again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def certificates_read_once() -> Iterator[None]:
    """For each client httpx reads the certificates of all the world anew, which takes longer than most requests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("httpx._transports.default.create_ssl_context", cache(httpx.create_ssl_context))
        yield


def lacking(what: str, command: str) -> None:
    """Skips the test, naming the command that adds what is missing; where skipping is forbidden, fails."""
    if os.environ.get("LOTSE_NO_SKIP") == "1":
        pytest.fail(f"{what} is missing: {command}")
    pytest.skip(f"{what} is missing: {command}")


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    if binaries() is None:
        lacking("PostgreSQL", INSTALL)
    cluster = Cluster()
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def _postgres_template(postgres_cluster: Cluster) -> str:
    url = postgres_cluster.create()
    migrate(url)
    return url.rsplit("/", 1)[1]


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "lotse.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated, empty SQLite database."""
    path = tmp_path / "lotse.db"
    shutil.copyfile(_sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_cluster: Cluster, _postgres_template: str) -> Iterator[str]:
    """A migrated, empty PostgreSQL database."""
    url = postgres_cluster.create(_postgres_template)
    yield url
    postgres_cluster.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database; the test runs once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database nobody has migrated; the SQLite file does not exist yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    url = cluster.create()
    yield url
    cluster.drop(url)


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, migrated, empty database; the test runs once on each kind."""
    db = open_database(database_url, wait=60)
    yield db
    await db.close()
