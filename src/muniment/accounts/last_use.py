"""When each key was last used, without a write for each request: noted in memory and written together from time to
time. What a process that is killed had noted since is lost, a minute at most."""

from __future__ import annotations

from threading import Lock

from sqlalchemy import bindparam, func, update

from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import api_keys

WRITE_SECONDS = 60

_USED = HotStatement(
    update(api_keys)
    .where(api_keys.c.id == bindparam("key"), func.coalesce(api_keys.c.last_used_at, 0) < bindparam("at"))
    .values(last_used_at=bindparam("at"))
)


class LastUse:
    """Which keys were used since the last writing, and when. For several threads."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}
        self._lock = Lock()

    def note(self, key_id: str, at: int) -> None:
        """The key was used. `at`: Unix seconds."""
        with self._lock:
            self._used[key_id] = at

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self._used

    def write(self, tx: Transaction) -> None:
        """Write what was noted. When the transaction fails it is gone: the next use tells it again."""
        with self._lock:
            used, self._used = self._used, {}
        for key_id in sorted(used):  # in one order, so that no two processes wait for each other
            _USED.run(tx, {"key": key_id, "at": used[key_id]})
