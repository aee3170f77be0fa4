"""Fixtures that many tests share: both databases, migrated, and an organisation's world inside them.

PostgreSQL comes from a wheel and is started once per test process; MUNIMENT_TEST_DATABASE_URL names another server,
whose user may create databases. Each test gets databases of its own, copied from a migrated one.
"""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

import hypothesis
import psycopg
import pytest
from sqlalchemy.engine import make_url

from muniment.analysis.sandboxed import open_sandbox
from muniment.db.engine import Database, open_database
from muniment.db.migrate import migrate
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.runtime import Runtime, build
from muniment.settings import Settings
from tests import servers
from tests.builders import World, build_world

if TYPE_CHECKING:
    from tests.clients.room import Room

DATABASES = ("sqlite", "postgresql")
FIRST = (
    "tests/browser/",
    "tests/journeys/",
    "tests/training/",
    "tests/judging/test_repeatable.py",
    "tests/http/test_app.py::test_schemathesis",
    "tests/observing/test_tracing.py",
    "tests/upkeep/test_journey.py",
    "tests/upkeep/test_transfer.py",
    "tests/docs/",
    "tests/examples/",
    "tests/samples/",
    "tests/cli/test_demo.py",
)

COMPILING = ["muniment.analysis.child", "muniment.judging.warm", "muniment.web.app", "muniment.cli.app"]
"""What servers, their fork servers and commands import."""

# By copying files, for which a server of our own has what it needs in memory.
_COPIED = "" if os.environ.get("MUNIMENT_TEST_DATABASE_URL") else " STRATEGY FILE_COPY"

# Eleven thousand tests and what they import stay to the end: looking through them for garbage while they are collected
# took each process 1.5 s, and again and again afterwards a fifth of what the tests themselves take.
gc.disable()

# Before numpy is there: its threads wait by spinning, which was more than half of what tests that judge took. In the
# sandbox it has none either.
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")

# Nothing that tests speak to shows a certificate, unless they name their own. To load those of the whole world took
# each client of httpx 20 ms, and with it each command that speaks to a server.
AUTHORITIES = {name: os.environ[name] for name in ("SSL_CERT_FILE",) if name in os.environ}
os.environ["SSL_CERT_FILE"] = str(Path(__file__).with_name("nobody.pem"))

# Every interpreter that is started takes over patterns that are compiled already.
INTERPRETER = Path(__file__).with_name("interpreter")
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(INTERPRETER), os.environ.get("PYTHONPATH"))))

# Hundreds of processes are started, and where this is set each would compile the project anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# No deadline: how long an example takes says more about who else uses the machine than about the code.
hypothesis.settings.register_profile("muniment", deadline=None)
hypothesis.settings.load_profile("muniment")


def pytest_configure(config: pytest.Config) -> None:
    """Where processes share the tests, compile the patterns for all of them, while these look for their tests; the
    sources being as they were, an earlier run has done so."""
    if config.getoption("dist", "no") == "no" or hasattr(config, "workerinput"):
        return
    kept = INTERPRETER / "__pycache__" / f"patterns.{sys.implementation.cache_tag}"
    sources = [one for kind in ("*.py", "*.toml") for one in (INTERPRETER.parents[1] / "src").rglob(kind)]
    if not kept.exists() or kept.stat().st_mtime < max(one.stat().st_mtime for one in sources):
        command = [sys.executable, "-c", f"import kept_patterns; kept_patterns.keep({COMPILING!r})"]
        config.add_cleanup(subprocess.Popen(command).wait)


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One more than there are cores: a quarter of the time a test waits, for a process to start or a time to pass."""
    return (yield) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those of the browser come first, so that one process runs them in one room, and then others that take seconds:
    the last tests, by which it is evened out who has how much to do, are quick."""
    items.sort(key=lambda item: [not item.nodeid.startswith(folder) for folder in FIRST])


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """From here on garbage is looked for in what tests make, and in nothing that was there before."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server's maintenance database."""
    configured = os.environ.get("MUNIMENT_TEST_DATABASE_URL")
    with nullcontext(configured) if configured else servers.postgresql() as url:
        yield url
        if _admin.cache_info().currsize:
            _admin(url).close()
            _admin.cache_clear()


@cache
def _admin(server: str) -> psycopg.Connection:
    """The connection that makes and drops databases there: one for each was a third of what they took the server."""
    return psycopg.connect(server, autocommit=True)


@contextmanager
def empty_postgresql(server: str, *, template: str = "template1") -> Iterator[str]:
    """The URL of a database that lives as long as the block, empty unless it is copied from another."""
    name = f"muniment_test_{token_hex(8)}"
    _admin(server).execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"{_COPIED}')
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _admin(server).execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str) -> Iterator[str]:
    """The name of a migrated database to copy."""
    with empty_postgresql(postgresql_server) as url:
        database = open_database(url, home=Path("unused"), connections=2)
        migrate(database)
        database.close()
        yield str(make_url(url).database)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file to copy."""
    path = tmp_path_factory.mktemp("migrated") / "muniment.sqlite3"
    database = open_database(f"sqlite:///{path}", home=Path("unused"), connections=2)
    migrate(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def peopled_postgresql(postgresql_server: str, migrated_postgresql: str) -> Iterator[tuple[str, World]]:
    """The name of one with a world in it, and the world."""
    with empty_postgresql(postgresql_server, template=migrated_postgresql) as url:
        world = _world_in(url)
        yield str(make_url(url).database), world


@pytest.fixture(scope="session")
def peopled_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """A file with a world in it, and the world."""
    path = tmp_path_factory.mktemp("peopled") / "muniment.sqlite3"
    shutil.copyfile(migrated_sqlite, path)
    return path, _world_in(f"sqlite:///{path}")


def _world_in(url: str) -> World:
    database = open_database(url, home=Path("unused"), connections=2)
    with database.write() as tx:
        world = build_world(tx)
    database.close()
    return world


@pytest.fixture
def postgresql_url(request: pytest.FixtureRequest, postgresql_server: str, migrated_postgresql: str) -> Iterator[str]:
    """A fresh migrated PostgreSQL database, dropped after the test. With a world in it where that is asked for."""
    template = request.getfixturevalue("peopled_postgresql")[0] if _has_world(request) else migrated_postgresql
    with empty_postgresql(postgresql_server, template=template) as url:
        yield url


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, migrated_sqlite: Path, home: Path) -> str:
    """The same on SQLite: the home folder's own, which needs no URL."""
    path = home / "muniment.sqlite3"
    shutil.copyfile(request.getfixturevalue("peopled_sqlite")[0] if _has_world(request) else migrated_sqlite, path)
    return f"sqlite:///{path}"


def _has_world(request: pytest.FixtureRequest) -> bool:
    return "world" in request.fixturenames


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for the homes of servers, in memory where there is enough of it: each change that SQLite keeps waits for
    the disk that others use too, for 2 to 7 ms."""
    with servers.in_memory() as folder:
        yield folder or tmp_path_factory.mktemp("homes")


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh migrated database."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(database_url: str, home: Path) -> Iterator[Database]:
    """A fresh migrated database, open."""
    opened = open_database(database_url, home=home, connections=4)
    yield opened
    opened.close()


@pytest.fixture(params=DATABASES)
def empty_database_url(request: pytest.FixtureRequest, home: Path) -> Iterator[str]:
    """The URL of a database without a table."""
    if request.param == "sqlite":
        yield f"sqlite:///{home / 'muniment.sqlite3'}"
        return
    with empty_postgresql(request.getfixturevalue("postgresql_server")) as url:
        yield url


@pytest.fixture
def open_again(database_url: str, home: Path) -> Iterator[Callable[[], Database]]:
    """Opens the test's database once more, as another process would."""
    opened: list[Database] = []

    def open_one() -> Database:
        opened.append(open_database(database_url, home=home, connections=4))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def world(request: pytest.FixtureRequest, database_url: str) -> World:
    """An organisation with two vendors, their services and assessments; and a second organisation. Made once for all
    databases, with one set of ids, and copied with the database: to make it takes longer than most of its tests."""
    world: World = request.getfixturevalue(f"peopled_{make_url(database_url).get_backend_name()}")[1]
    return world


@pytest.fixture
def runtime(database_url: str, home: Path) -> Iterator[Runtime]:
    """A runtime on a fresh migrated database, with the defaults."""
    opened = build(Settings(home=home, database_url=database_url))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Where documents are read, with the defaults; shared, as its start costs more than most of what is read in it."""
    with closing(open_sandbox(Settings(), scratch_folder=tmp_path_factory.mktemp("scratch"))) as one:
        yield one


@pytest.fixture(scope="session")
def typescript_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose programs find the TypeScript SDK, compiled."""
    from tests.clients import typescript_sdk  # which few processes need

    return typescript_sdk.compiled(tmp_path_factory.mktemp("typescript"))


@pytest.fixture(scope="session")
def room(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """Where the SDKs' cases and programs of pages run, each in an organisation of its own."""
    from tests.clients.room import opened  # which few processes need

    with opened(tmp_path_factory.mktemp("room"), sandbox) as one:
        yield one


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.S3Server]:
    """An S3 server that checks signatures, with one bucket. Tests keep apart by prefix."""
    with servers.s3(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="session")
def clamd() -> Iterator[str]:
    """The address of a real clamd that knows EICAR."""
    with servers.clamd() as url:
        yield url


@pytest.fixture
def own_s3_server(tmp_path: Path) -> Iterator[servers.S3Server]:
    """An S3 server of the test's own, to be killed."""
    with servers.s3(tmp_path / "s3") as server:
        yield server


@pytest.fixture
def s3_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test server's credentials where AWS clients look for them, and nothing else."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", servers.ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", servers.SECRET_KEY)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
