"""When each key, OAuth client and session was last used, without a write for each request: noted in memory and written
together from time to time. What a process that is killed had noted since is lost, a minute at most."""

from __future__ import annotations

from threading import Lock

from sqlalchemy import Table, bindparam, func, update

from muniment import ids
from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import api_keys, oauth_clients, sessions

WRITE_SECONDS = 60


def _used(table: Table) -> HotStatement:
    return HotStatement(
        update(table)
        .where(table.c.id == bindparam("id"), func.coalesce(table.c.last_used_at, 0) < bindparam("at"))
        .values(last_used_at=bindparam("at"))
    )


_KEY_USED, _CLIENT_USED, _SESSION_USED = _used(api_keys), _used(oauth_clients), _used(sessions)


def _statement(id_: str) -> HotStatement:
    if ids.has_shape(ids.SESSION, id_):
        return _SESSION_USED
    return _CLIENT_USED if ids.has_shape(ids.OAUTH_CLIENT, id_) else _KEY_USED


class LastUse:
    """Which keys, clients and sessions were used since the last writing, and when. For several threads."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}
        self._lock = Lock()

    def note(self, id_: str, at: int) -> None:
        """The key, client or session was used. `at`: Unix seconds."""
        with self._lock:
            self._used[id_] = at

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self._used

    def write(self, tx: Transaction) -> None:
        """Write what was noted. When the transaction fails it is gone: the next use tells it again."""
        with self._lock:
            used, self._used = self._used, {}
        for id_ in sorted(used):  # in one order, so that no two processes wait for each other
            _statement(id_).run(tx, {"id": id_, "at": used[id_]})
