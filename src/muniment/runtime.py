"""The one place where implementations are chosen: settings in, the parts of a running process out."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from muniment.db.engine import Database, open_database
from muniment.db.migrate import migrate
from muniment.judging.taxonomy.types import DocumentType, load_types, type_slugs
from muniment.observing.metrics import Metrics
from muniment.settings import Settings
from muniment.storage.local import LocalStore
from muniment.storage.signing import load_secret
from muniment.storage.store import Store


@dataclass(frozen=True)
class Runtime:
    """What a process works with. `wake` is set when a job was committed in this process."""

    settings: Settings
    database: Database
    store: Store
    home: Path
    secret: bytes = field(repr=False)
    wake: threading.Event = field(default_factory=threading.Event)
    metrics: Metrics = field(default_factory=Metrics, repr=False)

    @property
    def staging_folder(self) -> Path:
        """Where uploads are received; on the same file system as the local store."""
        return self.home / "staging"

    @property
    def scratch_folder(self) -> Path:
        """Where the reading of documents may leave temporary files."""
        return self.home / "scratch"

    @property
    def locks_folder(self) -> Path:
        """One locked file for each living worker of this home."""
        return self.home / "workers"

    @cached_property
    def document_types(self) -> tuple[DocumentType, ...]:
        """The taxonomy, in its order."""
        return load_types()

    @cached_property
    def slugs(self) -> frozenset[str]:
        """Every slug that may be declared."""
        return type_slugs()

    def close(self) -> None:
        """Close the store and the database."""
        self.store.close()
        self.database.close()


def build(settings: Settings) -> Runtime:
    """A runtime on a migrated database. Makes the home folder when there is none.

    Raises ValueError for settings that cannot be, OSError when the home cannot be written.
    """
    home = settings.home_folder
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("staging", "scratch", "workers"):
        (home / name).mkdir(mode=0o700, exist_ok=True)
    url = settings.database_url.get_secret_value() if settings.database_url is not None else None
    database = open_database(
        url,
        home=home,
        connections=settings.database_threads,
        statement_seconds=settings.database_statement_seconds,
        lock_seconds=settings.database_lock_seconds,
    )
    try:
        migrate(database)
        configured = settings.secret_key.get_secret_value() if settings.secret_key is not None else None
        return Runtime(
            settings=settings,
            database=database,
            store=_open_store(settings, home),
            home=home,
            secret=load_secret(configured, home),
        )
    except BaseException:
        database.close()
        raise


def _open_store(settings: Settings, home: Path) -> Store:
    if settings.storage_url is None:
        return LocalStore(home / "files")
    if not settings.storage_url.startswith("s3://"):
        raise ValueError("MUNIMENT_STORAGE_URL must begin with s3://")
    try:
        from muniment.storage.s3 import open_s3
    except ModuleNotFoundError as error:
        raise ValueError("MUNIMENT_STORAGE_URL needs the extra s3: pip install 'muniment[s3]'") from error
    store = open_s3(settings)
    store.check()
    return store
