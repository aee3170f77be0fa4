"""Which failures say that the database is away, which that it is damaged, which that a statement of ours is wrong."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError, TimeoutError

_READ_ONLY = "25006"
"""A server that became a standby: it answers and takes nothing, until the address names the new one."""

_OURS = ("42", "54")
"""Classes of SQLSTATE: a table or column that is not there, wrong syntax; a statement beyond what the server takes."""


_DAMAGED = ("XX001", "XX002")
"""SQLSTATE of damaged data and of a damaged index."""


def is_damage(error: BaseException) -> bool:
    """Whether the database says that what it has stored is not what it stored."""
    said = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(said, sqlite3.Error):
        code = getattr(said, "sqlite_errorcode", None)
        # The driver itself says of text that is no text any more that it cannot decode it, and gives no code.
        return "decode" in str(said) if code is None else code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    return getattr(said, "sqlstate", None) in _DAMAGED


def is_outage(error: BaseException) -> bool:
    """Whether trying again later may help: the database cannot be reached, is overloaded, full or read-only. False for
    a fault of our SQL, which SQLite gives the same class ("no such column") as its outages."""
    if isinstance(error, TimeoutError):  # of the pool
        return True
    if not isinstance(error, OperationalError | InterfaceError | InternalError):
        return False
    said = error.orig if isinstance(error, DBAPIError) else None
    state = getattr(said, "sqlstate", None)
    if isinstance(error, InternalError):
        return state == _READ_ONLY
    if isinstance(said, sqlite3.Error):
        # The low byte is the primary code: SQLITE_ERROR says that the statement is wrong.
        return getattr(said, "sqlite_errorcode", sqlite3.SQLITE_BUSY) & 0xFF != sqlite3.SQLITE_ERROR
    return not (isinstance(state, str) and state.startswith(_OURS))
