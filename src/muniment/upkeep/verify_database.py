"""Whether the database itself is whole: its pages, its indexes against its tables, its full-text index.

Everything else in `verify` asks the database, and a damaged index answers wrongly without a word. Looks only.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from muniment.db.engine import Database, Transaction
from muniment.db.outages import is_damage
from muniment.upkeep.stored import Progress, read_at_length

_MOST_TOLD = 100
_SHADOWS = ("search_text_data", "search_text_idx", "search_text_docsize", "search_text_config")
"""Where FTS5 keeps a contentless index."""


def damages(database: Database, scratch: Path, progress: Progress) -> Iterator[str]:
    """What is damaged, in the database's own words. `scratch`: a folder for a copy of SQLite's full-text index."""
    parts = _sqlite_parts(database, scratch) if database.is_sqlite else _postgresql_parts(database)
    for done, (total, said) in enumerate(parts, 1):
        progress("parts of the database checked", done, max(done, total))
        yield from said


def _sqlite_parts(database: Database, scratch: Path) -> Iterator[tuple[int, list[str]]]:
    found = _said_by(lambda: _integrity(database))
    yield 2, found
    yield 2, _said_by(lambda: _fulltext(Path(database.url.database or ""), scratch))


def _said_by(check: Any) -> list[str]:
    try:
        return list(check())
    except (DBAPIError, sqlite3.DatabaseError) as error:
        if not is_damage(error):
            raise
        return [str(getattr(error, "orig", error))]


def _integrity(database: Database) -> list[str]:
    """Every page, every record, every entry of every index against its row: one statement of SQLite's."""
    with read_at_length(database) as tx:
        rows = tx.exec_driver_sql(f"PRAGMA integrity_check({_MOST_TOLD})").scalars().all()
    return [] if rows == ["ok"] else [" ".join(str(row).split()) for row in rows]


def _fulltext(path: Path, scratch: Path) -> list[str]:
    """FTS5's own check of its segments. It is an INSERT, which would lock out writers: so on a copy of the index."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        with closing(sqlite3.connect(Path(folder) / "index", isolation_level=None, uri=True)) as copy:
            copy.execute("PRAGMA synchronous=OFF")
            copy.execute("ATTACH ? AS home", (f"{path.absolute().as_uri()}?mode=ro",))
            (made,) = copy.execute("SELECT sql FROM home.sqlite_master WHERE name = 'search_text'").fetchone()
            copy.execute(made)
            copy.execute("BEGIN")
            for table in _SHADOWS:
                copy.execute(f"DELETE FROM main.{table}")  # noqa: S608
                copy.execute(f"INSERT INTO main.{table} SELECT * FROM home.{table}")  # noqa: S608
            copy.execute("COMMIT")
        with closing(sqlite3.connect(Path(folder) / "index", isolation_level=None)) as copy:
            try:
                copy.execute("INSERT INTO search_text (search_text) VALUES ('integrity-check')")
            except sqlite3.DatabaseError as error:
                return [f"the full-text index: {error}; `muniment repair search --from-scratch` makes it anew"]
    return []


def _postgresql_parts(database: Database) -> Iterator[tuple[int, list[str]]]:
    """Each index: with amcheck where the extension is there, else by counting its entries against the rows."""
    with read_at_length(database) as tx:
        indexes = tx.exec_driver_sql(_INDEXES).all()
        has_amcheck = tx.exec_driver_sql(_AMCHECK).scalar() is not None
    for index in indexes:
        yield len(indexes), _index_damages(database, index, has_amcheck=has_amcheck)


_INDEXES = """
SELECT c.oid, c.relname, t.relname, i.indisvalid AND i.indisready,
       array(SELECT pg_get_indexdef(i.indexrelid, n, true) FROM generate_series(1, i.indnkeyatts) AS n),
       pg_get_expr(i.indpred, i.indrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
JOIN pg_am a ON a.oid = c.relam
WHERE c.relnamespace = current_schema()::regnamespace AND a.amname = 'btree' ORDER BY t.relname, c.relname
"""
_AMCHECK = """
SELECT 1 FROM pg_extension e JOIN pg_proc p ON p.proname = 'bt_index_check' AND p.pronamespace = e.extnamespace
WHERE e.extname = 'amcheck' AND has_function_privilege(p.oid, 'EXECUTE')
"""


def _index_damages(database: Database, index: Sequence[Any], *, has_amcheck: bool) -> list[str]:
    oid, name, table, is_valid, columns, predicate = index
    mend = f"REINDEX INDEX {name} makes it anew"
    if not is_valid:
        return [f"index {name} of {table} is not valid; {mend}"]
    try:
        with read_at_length(database) as tx:
            if has_amcheck:
                tx.exec_driver_sql(f"SELECT bt_index_check({int(oid)}::regclass, true)").all()
                return []
            entries, rows = _counted(tx, table, columns, predicate)
    except DBAPIError as error:
        if not is_damage(error):
            raise
        return [f"index {name} of {table}: {error.orig}; {mend}"]
    if entries == rows:
        return []
    return [f"index {name} of {table} has {entries} entries for {rows} rows; {mend}"]


def _counted(tx: Transaction, table: str, columns: Sequence[str], predicate: str | None) -> tuple[int, int]:
    """Entries found by walking the index, and rows found by walking the table, in one snapshot."""
    where = f" WHERE {predicate}" if predicate else ""
    ordered = f"SELECT 1 FROM {table}{where} ORDER BY {', '.join(columns)}"  # noqa: S608 - names of ours
    for setting in ("enable_seqscan", "enable_bitmapscan", "enable_sort", "enable_incremental_sort"):
        tx.exec_driver_sql(f"SET LOCAL {setting} = off")
    entries = tx.exec_driver_sql(f"SELECT count(*) FROM ({ordered} OFFSET 0) AS walked").scalar_one()  # noqa: S608
    for setting, value in (("enable_seqscan", "on"), ("enable_indexscan", "off"), ("enable_indexonlyscan", "off")):
        tx.exec_driver_sql(f"SET LOCAL {setting} = {value}")
    rows = tx.exec_driver_sql(f"SELECT count(*) FROM {table}{where}").scalar_one()  # noqa: S608
    return int(entries), int(rows)
