"""The one place where implementations are chosen: settings in, the parts of a running process out.

`build` makes an installation where there is none and migrates it: for `serve`, `migrate` and the target of a transfer.
Everything else opens one that is there: `attach` for what needs all of it, `open_database` for what needs only rows.
"""

from __future__ import annotations

import logging
import stat
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from muniment.db import engine
from muniment.db.engine import SQLITE_FILE, Database
from muniment.db.migrate import HEAD, check_version, current_version, has_tables, is_older, migrate
from muniment.events import feed
from muniment.jobs import queue
from muniment.jobs.local_wakeup import Wake
from muniment.judging.taxonomy.types import DocumentType, load_types, type_slugs
from muniment.observing.metrics import Metrics
from muniment.rates import Rates
from muniment.settings import Settings
from muniment.storage.local import LocalStore
from muniment.storage.signing import SECRET_FILE, load_secret
from muniment.storage.store import Store

log = logging.getLogger("muniment.runtime")


@dataclass(frozen=True)
class Runtime:
    """What a process works with. `wake` is set when a job may be there to take: after each commit of this process that
    left one, and after those of others where a worker listens for them."""

    settings: Settings
    database: Database
    store: Store
    home: Path
    secret: bytes = field(repr=False)
    wake: Wake = field(default_factory=Wake)
    metrics: Metrics = field(default_factory=Metrics, repr=False)
    rates: Rates = field(default_factory=Rates, repr=False)

    def __post_init__(self) -> None:
        for name in _WAKING:
            self.database.on_signal[name].append(self.wake.set_here)

    @property
    def staging_folder(self) -> Path:
        """Where uploads are received; on the same file system as the local store."""
        return self.home / "staging"

    @property
    def scratch_folder(self) -> Path:
        """Where the reading of documents may leave temporary files."""
        return self.home / "scratch"

    @property
    def pictures_folder(self) -> Path:
        """Where pictures of pages are kept: made again when it is removed."""
        return self.home / _PICTURES

    @property
    def locks_folder(self) -> Path:
        """One locked file for each living worker of this home; the folder itself is locked by whoever uses the home."""
        return locks_folder_of(self.home)

    @property
    def wakeups_folder(self) -> Path:
        """Where workers on SQLite listen for jobs that other processes of this home commit."""
        return self.home / _WAKEUPS

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


def locks_folder_of(home: Path) -> Path:
    """Where a home's processes show that they live."""
    return home / "workers"


class UnusableInstallationError(ValueError):
    """What the settings name is no installation that this command can use. The message says what to do."""


class NoInstallationError(UnusableInstallationError):
    """There is no installation where the settings say."""


def build(settings: Settings) -> Runtime:
    """A runtime on a migrated database; makes the home folder and the database where there are none.

    Raises ValueError for settings that cannot be, OSError when the home cannot be written.
    """
    _make_folders(settings.home_folder)
    database = _connect(settings)
    try:
        migrate(database)
        _warn_of_lost_settings(database)
        return _runtime(settings, database)
    except BaseException:
        database.close()
        raise


def attach(settings: Settings) -> Runtime:
    """A runtime on an installation that is there: its database is neither made nor migrated.

    Raises UnusableInstallationError when there is none or its schema is too old, else what `build` raises.
    """
    files = settings.home_folder / _FILES
    database = open_database(settings)
    try:
        if settings.database_url is not None and settings.storage_url is None and not files.is_dir():
            raise NoInstallationError(
                f"There are no stored files at {files}. Set MUNIMENT_HOME to the home folder that holds them."
            )
        _make_folders(settings.home_folder)
        return _runtime(settings, database)
    except BaseException:
        database.close()
        raise


def open_database(settings: Settings) -> Database:
    """The database of an installation that is there. Makes nothing, migrates nothing, never looks at the store.

    Raises UnusableInstallationError when there is none, or when its schema is older than this program's.
    """
    database = _connect(settings)
    try:
        _check_there(database, settings)
        found = current_version(database)
        if found is None:
            raise NoInstallationError(f"The database {_shown(database)} holds no tables of muniment. {_WHAT_TO_DO}")
        if is_older(found):
            raise UnusableInstallationError(
                f"The database is at version {found}, this program needs {HEAD}: run `muniment migrate` or start "
                "`muniment serve`, either of which brings it there."
            )
        check_version(database, found)
        return database
    except BaseException:
        database.close()
        raise


def open_new_database(settings: Settings) -> Database:
    """The database of a new installation, migrated, and its home folder when the database lies there.

    Raises UnusableInstallationError when the home folder holds something that is not muniment's, or the database
    somebody else's tables: what is named there is then rather a mistake.
    """
    home = settings.home_folder
    if settings.database_url is None:
        inside = list(home.iterdir()) if home.is_dir() else []
        foreign = sorted(entry.name for entry in inside if entry.is_dir() and not _is_ours(entry.name))
        if foreign:
            raise UnusableInstallationError(
                f"{home} holds no database of muniment, but folders of others ({foreign[0]!r}): an installation is "
                "made in a folder of its own. Set MUNIMENT_HOME to one."
            )
        _make_folders(home)
    database = _connect(settings)
    try:
        if current_version(database) is None and has_tables(database):
            raise UnusableInstallationError(
                f"The database {_shown(database)} holds tables that are not muniment's. Name an empty one."
            )
        migrate(database)
        return database
    except BaseException:
        database.close()
        raise


def open_store(settings: Settings) -> Store:
    """The store that the settings name. Raises ValueError for settings that cannot be, StorageUnavailableError."""
    if settings.storage_url is None:
        return LocalStore(settings.home_folder / _FILES, orphan_seconds=settings.orphan_seconds)
    if not settings.storage_url.startswith("s3://"):
        raise ValueError("MUNIMENT_STORAGE_URL must begin with s3://")
    try:
        from muniment.storage.s3 import open_s3
    except ModuleNotFoundError as error:
        raise ValueError("MUNIMENT_STORAGE_URL needs the extra s3: pip install 'muniment[s3]'") from error
    store = open_s3(settings)
    store.check()
    return store


_WAKING = (queue.OWED, feed.RECORDED)
"""What workers are woken by: a job to take, an event of which a webhook may be to be told."""

_FILES = "files"
_WAKEUPS = "wakeups"
_FOLDERS = ("staging", "scratch", "workers", _WAKEUPS)
_PICTURES = "pictures"
_OURS = frozenset({*_FOLDERS, _FILES, _PICTURES, "lost+found"})
"""What a home folder may hold before it has a database: another process is making it, or it is a new disk's root."""

_WHAT_TO_DO = (
    "Set MUNIMENT_HOME, or MUNIMENT_DATABASE_URL, to the installation you mean; `muniment serve` or `muniment migrate` "
    "makes a new one."
)


def _is_ours(name: str) -> bool:
    return name in _OURS or name.startswith((SQLITE_FILE, "secret."))


def _make_folders(home: Path) -> None:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _close_to_others(home)
        for name in _FOLDERS:
            (home / name).mkdir(mode=0o700, exist_ok=True)
    except (FileExistsError, NotADirectoryError, PermissionError, FileNotFoundError) as error:
        raise UnusableInstallationError(
            f"{home} cannot be the home folder: {error.strerror} ({error.filename}). Set MUNIMENT_HOME to a folder "
            "that this user may write."
        ) from None


_OTHERS, _GROUP_AND_OTHERS = 0o007, 0o077


def _close_to_others(home: Path) -> None:
    """The database, the secret and evidence lie in the home folder: nobody but its owner may enter. Raises
    UnusableInstallationError when everybody may and it is not ours to change."""
    mode = stat.S_IMODE(home.stat().st_mode)
    if not mode & _GROUP_AND_OTHERS:
        return
    try:
        home.chmod(mode & ~_GROUP_AND_OTHERS)
    except PermissionError:
        if mode & _OTHERS:
            raise UnusableInstallationError(
                f"The home folder {home} is open to every user of this machine (mode {mode:o}) and belongs to another: "
                f"have its owner run `chmod 700 {home}`, or set MUNIMENT_HOME to a folder of your own."
            ) from None
        # Volumes of container platforms are often given to a group; who is in it is then the platform's doing.
        log.warning("the home folder %s is open to its group (mode %o) and not ours to change", home, mode)
        return
    log.warning("the home folder %s was open to other users (mode %o): it is its owner's alone now", home, mode)


def _connect(settings: Settings) -> Database:
    url = settings.database_url.get_secret_value() if settings.database_url is not None else None
    database = engine.open_database(
        url,
        home=settings.home_folder,
        connections=settings.database_threads,
        statement_seconds=settings.database_statement_seconds,
        lock_seconds=settings.database_lock_seconds,
    )
    if database.is_sqlite:
        for name in _WAKING:
            database.on_signal[name].append(Wake(settings.home_folder / _WAKEUPS).set)
    else:
        from muniment.jobs.wakeup import notify_from

        notify_from(database, _WAKING)
    return database


def _warn_of_lost_settings(database: Database) -> None:
    with database.read() as tx:
        lost = engine.lost_settings(tx)
    if lost:
        log.warning(
            "a pooler keeps start-up options from PostgreSQL: %s are not set; set them for the role with ALTER ROLE "
            "(docs/deploy.md)",
            ", ".join(lost),
        )


def _check_there(database: Database, settings: Settings) -> None:
    """Connecting to an SQLite file that is not there would make it."""
    if not database.is_sqlite or Path(database.url.database or "").is_file():
        return
    home = settings.home_folder
    if settings.database_url is not None:
        raise NoInstallationError(f"There is no database {_shown(database)}. {_WHAT_TO_DO}")
    what = "the folder holds no database" if home.is_dir() else "there is no such folder"
    raise NoInstallationError(f"There is no installation at {home}: {what}. {_WHAT_TO_DO}")


def _shown(database: Database) -> str:
    return database.url.render_as_string(hide_password=True)


def _runtime(settings: Settings, database: Database) -> Runtime:
    configured = settings.secret_key.get_secret_value() if settings.secret_key is not None else None
    home = settings.home_folder
    return Runtime(
        settings=settings,
        database=database,
        store=open_store(settings),
        home=home,
        secret=load_secret(configured, home),
        wake=Wake(home / _WAKEUPS) if database.is_sqlite else Wake(),
    )


def secret_if_any(settings: Settings) -> bytes | None:
    """The installation's secret, without making one: None where this home has none."""
    configured = settings.secret_key.get_secret_value() if settings.secret_key is not None else None
    if configured is None and not (settings.home_folder / SECRET_FILE).exists():
        return None
    return load_secret(configured, settings.home_folder)
