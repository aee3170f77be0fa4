"""The two ends of a transfer: named by a home folder and URLs, and opened only when nobody serves them."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import text

from muniment.db.engine import open_database
from muniment.runtime import Runtime, build, locks_folder_of
from muniment.settings import Settings
from muniment.upkeep.files import make_folder, write
from muniment.upkeep.manifest import DATABASE, SECRET
from muniment.upkeep.stored import RefusedError


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation: what has no URL is in the home folder, which is needed only for that."""

    home: Path | None = None
    database_url: str | None = None
    storage_url: str | None = None

    def __post_init__(self) -> None:
        if self.home is None and (self.database_url is None or self.storage_url is None):
            raise RefusedError("Name a home folder, or a database and a storage.")


@contextmanager
def opened(installation: Installation, settings: Settings) -> Iterator[Runtime]:
    """The installation, its database migrated; a home that is not named is a temporary one, for files on their way.

    Raises RefusedError when a process is seen that uses it, ValueError for a URL that cannot be.
    """
    with _home(installation) as home:
        _refuse_served(home, installation.database_url)
        changes = {
            "home": home,
            "database_url": SecretStr(installation.database_url) if installation.database_url is not None else None,
            "storage_url": installation.storage_url,
        }
        runtime = build(settings.model_copy(update=changes))
        try:
            yield runtime
        finally:
            runtime.close()


def check_source(installation: Installation) -> None:
    """Raises RefusedError when there is no database in the home folder: opening it would make one."""
    if (
        installation.home is not None
        and installation.database_url is None
        and not (installation.home / DATABASE).exists()
    ):
        raise RefusedError(f"{installation.home} holds no database.")


def share_secret(source: Installation, target: Installation) -> None:
    """Let a new home sign links as the old one does, so that links given out stay good."""
    if source.home is None or target.home is None or not (source.home / SECRET).exists():
        return
    make_folder(target.home)
    if not (target.home / SECRET).exists():
        write(target.home / SECRET, (source.home / SECRET).read_bytes())


@contextmanager
def _home(installation: Installation) -> Iterator[Path]:
    if installation.home is not None:
        yield installation.home.expanduser().resolve()
        return
    with tempfile.TemporaryDirectory(prefix="muniment-transfer-") as folder:
        yield Path(folder)


@contextmanager
def in_use(locks_folder: Path) -> Iterator[None]:
    """Show, for as long as the block lasts, that a process serves or works the home this folder belongs to. The kernel
    takes the sign away when the process dies."""
    descriptor = os.open(locks_folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def _refuse_served(home: Path, database_url: str | None) -> None:
    """What is not seen: processes whose PostgreSQL sessions another role owns or a pooler hides."""
    if _is_in_use(locks_folder_of(home)):
        raise RefusedError(f"{home} is being served. Stop `muniment serve` and every `muniment worker` of it.")
    if database_url is None:
        return
    database = open_database(database_url, home=home, connections=1)
    try:
        if not database.is_sqlite:
            with database.read() as tx:
                n = tx.execute(text(_OTHER_SESSIONS)).scalar_one()
            if n:
                raise RefusedError(f"The database is in use by {n} sessions of muniment. Stop every process of it.")
    finally:
        database.close()


_OTHER_SESSIONS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND application_name = 'muniment' AND pid <> pg_backend_pid()"
)


def _is_in_use(locks_folder: Path) -> bool:
    try:
        descriptor = os.open(locks_folder, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
