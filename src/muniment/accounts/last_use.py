"""When each key and each OAuth client was last used, without a write for each request: noted in memory and written
together from time to time. What a process that is killed had noted since is lost, a minute at most."""

from __future__ import annotations

from threading import Lock

from sqlalchemy import Table, bindparam, func, update

from muniment import ids
from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import api_keys, oauth_clients

WRITE_SECONDS = 60


def _used(table: Table) -> HotStatement:
    return HotStatement(
        update(table)
        .where(table.c.id == bindparam("id"), func.coalesce(table.c.last_used_at, 0) < bindparam("at"))
        .values(last_used_at=bindparam("at"))
    )


_KEY_USED, _CLIENT_USED = _used(api_keys), _used(oauth_clients)


class LastUse:
    """Which keys and clients were used since the last writing, and when. For several threads."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}
        self._lock = Lock()

    def note(self, id_: str, at: int) -> None:
        """The key or client was used. `at`: Unix seconds."""
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
            statement = _CLIENT_USED if ids.has_shape(ids.OAUTH_CLIENT, id_) else _KEY_USED
            statement.run(tx, {"id": id_, "at": used[id_]})
